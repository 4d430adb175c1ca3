package org.anabranch.store.postgres.schema;

/** Who creates the sink's own tables. */
public enum SchemaManagement {
  /** The sink, where they are missing. */
  CREATE,
  /** The administrator, with the DDL that the sink prints. */
  REQUIRE
}
