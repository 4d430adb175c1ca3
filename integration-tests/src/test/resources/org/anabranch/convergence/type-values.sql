INSERT INTO assistant."Every Type" VALUES
  (DEFAULT, 32767, 2147483647, 9223372036854775807, 3.4028235e38, 1.7976931348623157e308,
   12345678901234567890123456789.000000000000000000001, 123456789.125, 922337203685477.07, true,
   E'line\n\ttab "quoted" \\ ''single'' {braces} ünï', 'ten chars!', 'pad', 'CaseLess', 'a_name',
   '\x00ff10', '{"a": [1, 2,  3]}', '{"b": {"c": null}}', '<a>x</a>', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
   '2026-02-28', '23:59:59.999999', '23:59:59.5+05:30', '2026-01-02 03:04:05.678901', '2026-01-02 03:04:05.678901+00', '2026-01-02 03:04:05.123', '1 year 2 mons -3 days 04:05:06.789',
   B'1', B'10101010101', B'1100',
   '10.1.2.3/24', '10.0.0.0/8', '08:00:2b:01:02:03',
   'it''s "odd"', 77, ROW('a "street"', 5),
   'k => "v", n => NULL', 'top.sub', 'a:1 fat:2', '16/B374D848',
   '[1,10)', '["2026-01-01 00:00:00+00",)', 'empty',
   '(1.5,-2.25)',
   '{1,NULL,-3}', E'{"a,b","\\"q\\"",NULL,"\\\\",""}', '{1.50,NULL}', '{calm,"it''s \"odd\""}', '{2026-01-01}', '{"2026-01-01 01:02:03+00"}',
   '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}', E'{"{\\"a\\": 1}"}', '{t,f,NULL}', '{{1,2},{3,4}}'),
  (DEFAULT, -32768, -2147483648, -9223372036854775808, 'NaN', '-Infinity', 'NaN', -0.001, -1.5, false,
   '', '', '', '', '', '\x', '[]', '[]', NULL, '00000000-0000-0000-0000-000000000000',
   '0044-03-15 BC', '00:00', '00:00+00', '0044-03-15 12:00:00 BC', '-infinity', '1969-12-31 23:59:59.999', '-1 day',
   B'0', B'00000000000', B'', '::1', '::/0', 'ff:ff:ff:ff:ff:ff', 'calm', 0, ROW(NULL, NULL),
   '', '', '', '0/0', 'empty', '(,)', '(,5]', '(0,0)', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}');
INSERT INTO assistant."Every Type" DEFAULT VALUES;
INSERT INTO assistant."Every Type" (n, day, ts, tsz) VALUES ('Infinity', 'infinity', 'infinity', 'infinity');
UPDATE assistant."Every Type" SET t = 'changed', ints = array_append(ints, 4), h = h || 'z=>1' WHERE i > 0;
INSERT INTO assistant."Parted" VALUES (1, 'a', 'in a'), (2, 'b', 'elsewhere');
UPDATE assistant."Parted" SET part = 'c' WHERE k = 1;
INSERT INTO assistant.keyed VALUES
  ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 1.5, '2026-01-01', '2026-01-01 00:00:00+02', 'Loud', '\x01', 'Key''s', 7, 'v'),
  ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 1.5, '2026-01-01', '2026-01-01 00:00:00+02', 'Loud', '\x01', 'other', 7, NULL);
UPDATE assistant.keyed SET v = 'written twice' WHERE t = 'Key''s';
DELETE FROM assistant.keyed WHERE s = 7 AND t = 'gone';
