package org.anabranch.kinds;

/** A table with the types that the assistant's others have not, and its place in documents. */
final class ProfileTable {

  static final String TABLE =
      """
      CREATE TABLE assistant.profile (
        id bigint PRIMARY KEY,
        name text,
        score numeric,
        ratio float8,
        born date,
        active boolean,
        tags text[],
        settings jsonb,
        extra jsonb
      )
      """;

  static final String COLLECTION = "profiles";

  static final String MAPPING =
      "; assistant.profile = assistant.profiles (id bigint = _id, name text, score numeric ="
          + " stats.score, ratio float8 = stats.ratio, born date, active boolean, tags text[],"
          + " settings jsonb, extra jsonb = *)";

  private ProfileTable() {}
}
