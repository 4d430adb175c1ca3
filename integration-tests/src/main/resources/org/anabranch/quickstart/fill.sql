DO $fill$
DECLARE
  region text := '%s';
BEGIN
  INSERT INTO assistant.session (user_id, title)
    SELECT 'user-' || n, 'Session ' || n || ' begun in ' || region FROM generate_series(1, 50) n;
  INSERT INTO assistant.message (session_id, role, content, tokens)
    SELECT s.id, (ARRAY['user', 'assistant'])[1 + n %% 2], 'Message ' || n || ' in ' || region, n
      FROM assistant.session s, generate_series(1, 10) n;
  -- The same keys in both regions: what each of them had before they knew of each other.
  INSERT INTO assistant.preference (user_id, name, value)
    SELECT 'user-' || n, 'tone', '"neutral"' FROM generate_series(1, 10) n;
END
$fill$;
