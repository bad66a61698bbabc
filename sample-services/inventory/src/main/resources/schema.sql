create table stock (
  sku varchar(20) primary key,
  on_hand int not null,
  reserved int not null
);
