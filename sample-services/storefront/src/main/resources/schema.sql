create table if not exists payment (
  id varchar(50) primary key,
  sku varchar(20) not null
);
