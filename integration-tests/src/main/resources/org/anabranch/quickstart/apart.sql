DO $apart$
DECLARE
  region text := '%s';
BEGIN
  INSERT INTO assistant.session (user_id, title)
    SELECT 'user-' || n, 'Begun in ' || region || ' while apart' FROM generate_series(1, 20) n;
  UPDATE assistant.preference SET value = to_jsonb('chosen in ' || region)
    WHERE user_id IN ('user-1', 'user-2');
  -- Deleted in one region, changed in the other.
  IF region LIKE 'aws%%' THEN
    DELETE FROM assistant.preference WHERE user_id = 'user-3';
  ELSE
    UPDATE assistant.preference SET value = '"kept"' WHERE user_id = 'user-3';
  END IF;
  DELETE FROM assistant.message WHERE tokens = 7 AND content LIKE '%%in ' || region;
END
$apart$;
