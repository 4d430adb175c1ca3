package org.anabranch.capture.mongodb;

import java.util.List;
import org.anabranch.capture.config.Problems;
import org.anabranch.model.change.TableName;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** What is wrong with collections that are to be captured. */
final class CollectionChecks {

  private static final String OPTION = "collection.include.list";
  private static final int TERTIARY = 3;

  private CollectionChecks() {}

  static void check(
      List<CapturedCollection> collections, DocumentMapping mapping, Problems problems) {
    for (CapturedCollection collection : collections) {
      TableName name = collection.name();
      if (mapping.isNameOfAnother(name)) {
        problems.add(OPTION, namedAsTable(name, mapping));
      }
      if (!collection.type().equals("collection")) {
        problems.add(
            OPTION,
            "The collection "
                + name
                + " is a "
                + collection.type()
                + ", which has no change stream. Leave it out with collection.exclude.list");
      } else if (!collection.keepsImages()) {
        problems.add(
            OPTION,
            "The server does not keep how documents of "
                + name
                + " were before and after a change; what an update made of a document could be"
                + " looked up only later, when it may show another change already. Run: "
                + command(name));
      }
      if (comparesLoosely(collection.options())) {
        problems.add(
            OPTION,
            "The default collation of "
                + name
                + " takes different _ids for equal, so regions would not agree on which document"
                + " is meant. Leave the collection out with collection.exclude.list");
      }
    }
  }

  /** Says that a collection would go by the name of a table that is another collection. */
  static String namedAsTable(TableName name, DocumentMapping mapping) {
    return "The collection "
        + name
        + " has the name of a table that is the collection "
        + mapping.collectionOf(name)
        + " ("
        + DocumentMappingOption.NAME
        + "), so its documents would be taken for that table's rows. Rename it, or leave it out"
        + " with collection.exclude.list";
  }

  /** What makes the server keep a collection's images. */
  static String command(TableName name) {
    return "db.getSiblingDB('"
        + name.schema()
        + "').runCommand({collMod: '"
        + name.table()
        + "', changeStreamPreAndPostImages: {enabled: true}})";
  }

  private static boolean comparesLoosely(BsonDocument options) {
    return options
            .getDocument("collation", new BsonDocument())
            .getNumber("strength", new BsonInt32(TERTIARY))
            .intValue()
        < TERTIARY;
  }
}
