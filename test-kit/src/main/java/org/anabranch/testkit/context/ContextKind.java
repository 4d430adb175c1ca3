package org.anabranch.testkit.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.connect.data.Struct;

/** Kinds of context data that differ in length and in how much of a record is in others, too. */
public enum ContextKind {
  /** A change of a session's state: half a kilobyte, most of it the same in every event. */
  SHORT_EVENTS,
  /** A session with its messages: some kilobytes, most of it text. */
  CONVERSATIONS,
  /** What is known of a user: some kilobytes, names and short values. */
  PROFILES;

  /** So many records; the same ones for the same seed. */
  public List<Struct> records(int count, long seed) {
    Choice choice = new Choice(new Random(seed));
    List<Struct> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(next(choice));
    }
    return records;
  }

  private Struct next(Choice choice) {
    return switch (this) {
      case SHORT_EVENTS -> ShortEvents.next(choice);
      case CONVERSATIONS -> Conversations.next(choice);
      case PROFILES -> Profiles.next(choice);
    };
  }
}
