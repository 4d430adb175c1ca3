package org.anabranch.records.event;

/** The names of an event's members. */
final class EventField {

  static final String EVENT_ID = "eventId";
  static final String TIMESTAMP = "timestamp";
  static final String VERSION = "version";
  static final String CONTEXT_ID = "contextId";
  static final String CLOUD_REGION = "cloudRegion";
  static final String EVENT_TYPE = "eventType";
  static final String PAYLOAD = "payload";
  static final String OPERATIONS = "operations";
  static final String TYPE = "type";
  static final String PATH = "path";
  static final String VALUE = "value";
  static final String PREVIOUS = "previous";
  static final String METADATA = "metadata";
  static final String FORMAT = "format";
  static final String PRIORITY = "priority";
  static final String TTL = "ttl";
  static final String COMPACTION_KEY = "compactionKey";
  static final String TABLE = "table";
  static final String OPERATION = "operation";
  static final String KEY = "key";
  static final String SCHEMA = "schema";
  static final String WITHHELD = "withheld";
  static final String UNCHANGED = "unchanged";
  static final String RESELECTED = "reselected";
  static final String ALTERED = "altered";

  private EventField() {}
}
