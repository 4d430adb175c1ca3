package org.anabranch.kinds;

import static org.anabranch.regions.TableMeaning.put;
import static org.anabranch.regions.TableMeaning.taken;

import java.util.List;
import org.anabranch.regions.TableMeaning;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

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

  private static final int DATE_LENGTH = "2026-01-02".length();

  static final String COLLECTION = "profiles";

  static final String MAPPING =
      "; assistant.profile = assistant.profiles (id bigint = _id, name text, score numeric ="
          + " stats.score, ratio float8 = stats.ratio, born date, active boolean, tags text[],"
          + " settings jsonb, extra jsonb = *)";

  static final TableMeaning MEANING =
      new TableMeaning(
          "profile",
          COLLECTION,
          "SELECT (to_jsonb(t) || jsonb_build_object('extra', coalesce(extra, '{}'), 'json_null',"
              + " settings = 'null'))::text FROM assistant.profile t",
          ProfileTable::row);

  private ProfileTable() {}

  private static BsonDocument row(BsonDocument document) {
    BsonDocument row = new BsonDocument();
    put(row, "id", document.remove("_id"));
    put(row, "score", taken(document, "stats", "score"));
    put(row, "ratio", taken(document, "stats", "ratio"));
    put(row, "born", document.remove("born"));
    BsonValue born = row.get("born");
    if (born != null && born.isString()) {
      row.put("born", new BsonString(born.asString().getValue().substring(0, DATE_LENGTH)));
    }
    for (String name : List.of("name", "active", "tags", "settings")) {
      put(row, name, document.remove(name));
    }
    BsonValue settings = row.get("settings");
    if (settings != null) {
      row.append("json_null", BsonBoolean.valueOf(settings.isNull()));
    }
    return row.append("extra", document);
  }
}
