insert into stock (sku, on_hand, reserved) values
  ('1', 120, 8),
  ('2', 35, 0),
  ('3', 4, 4),
  ('4', 260, 31),
  ('5', 18, 2);
