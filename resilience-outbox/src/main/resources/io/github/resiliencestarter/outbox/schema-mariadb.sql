create table if not exists resilience_outbox_message (
	seq bigint not null auto_increment,
	id varchar(100) not null,
	target varchar(80) not null,
	lane varchar(90) not null,
	ordering_key varchar(200),
	destination varchar(500) not null,
	headers varchar(4000),
	payload longblob not null,
	size integer not null,
	attempts integer not null,
	client_errors integer not null,
	stored_at bigint not null,
	not_before bigint not null,
	expires_at bigint not null,
	primary key (seq),
	constraint resilience_outbox_message_id unique (target, id)
) character set utf8mb4 collate utf8mb4_bin;

create index if not exists resilience_outbox_message_lane on resilience_outbox_message (lane, seq);

create index if not exists resilience_outbox_message_key on resilience_outbox_message (target, ordering_key, seq);

create table if not exists resilience_outbox_dead (
	id varchar(100) not null,
	target varchar(80) not null,
	lane varchar(90) not null,
	ordering_key varchar(200),
	destination varchar(500) not null,
	headers varchar(4000),
	payload longblob not null,
	size integer not null,
	stored_at bigint not null,
	dead_at bigint not null,
	reason varchar(20) not null,
	detail varchar(500),
	primary key (target, id)
) character set utf8mb4 collate utf8mb4_bin;

create index if not exists resilience_outbox_dead_target on resilience_outbox_dead (target, dead_at);

create table if not exists resilience_outbox_lane (
	task_name varchar(100) not null,
	task_instance varchar(100) not null,
	task_data longblob,
	execution_time datetime(6) not null,
	picked boolean not null,
	picked_by varchar(50),
	last_success datetime(6) null,
	last_failure datetime(6) null,
	consecutive_failures integer,
	last_heartbeat datetime(6) null,
	version bigint not null,
	priority smallint,
	primary key (task_name, task_instance)
) character set utf8mb4 collate utf8mb4_bin;

create index if not exists resilience_outbox_lane_due on resilience_outbox_lane (execution_time);
