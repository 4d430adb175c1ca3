package org.anabranch.converters.registry;

/**
 * What a registry was asked, in the words of messages.
 *
 * @param what such as "for the schema with id 7"
 * @param whereUnknown what to do where the registry does not know it
 */
record Asked(String what, String whereUnknown) {

  static Asked forId(int id) {
    return new Asked(
        "for the schema with id " + id,
        "The record was written with another registry, or the schema was deleted there. Set"
            + " schema.registry.url to the registry of the one who wrote, or restore the schema");
  }

  static Asked forVersions(int id) {
    return new Asked("which versions have the schema with id " + id, forId(id).whereUnknown());
  }

  static Asked forVersion(String subject, int version) {
    return new Asked(
        "for version " + version + " of subject '" + subject + "', to which a schema refers",
        "Restore it, or register the schema that refers to it anew");
  }

  static Asked toRegister(String subject) {
    return new Asked(
        "to register a schema under subject '" + subject + "'",
        "Create the subject, where the registry does not create subjects itself");
  }

  static Asked toLookUp(String subject) {
    return new Asked(
        "for the id of a record's schema under subject '" + subject + "'",
        "Register the schema there, or set auto.register.schemas=true");
  }

  static Asked forLatest(String subject) {
    return new Asked(
        "for the newest version of subject '" + subject + "'",
        "Register a schema there, or set auto.register.schemas=true");
  }

  static Asked whetherCompatible(String subject) {
    return new Asked(
        "whether a schema may follow the newest version of subject '" + subject + "'",
        "Register a first schema there");
  }
}
