CREATE SCHEMA assistant;

CREATE TABLE assistant.session (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id text NOT NULL,
  title text,
  model text NOT NULL DEFAULT 'small',
  started_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE assistant.message (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  session_id uuid NOT NULL REFERENCES assistant.session ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('user', 'assistant', 'tool')),
  content text NOT NULL,
  tokens int,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON assistant.message (session_id, created_at);

CREATE TABLE assistant.preference (
  user_id text,
  name text,
  value jsonb NOT NULL,
  PRIMARY KEY (user_id, name)
);
