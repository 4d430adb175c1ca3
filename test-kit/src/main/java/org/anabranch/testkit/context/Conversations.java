package org.anabranch.testkit.context;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Sessions with all their messages, as documents. */
final class Conversations {

  private static final Schema MESSAGE =
      SchemaBuilder.struct()
          .name("context.Message")
          .field("messageId", Schema.STRING_SCHEMA)
          .field("role", Schema.STRING_SCHEMA)
          .field("createdAt", Schema.STRING_SCHEMA)
          .field("content", Schema.STRING_SCHEMA)
          .field("model", Schema.OPTIONAL_STRING_SCHEMA)
          .field("tokens", Schema.INT32_SCHEMA)
          .build();
  private static final Schema CONVERSATION =
      SchemaBuilder.struct()
          .name("context.Conversation")
          .field("sessionId", Schema.STRING_SCHEMA)
          .field("userId", Schema.STRING_SCHEMA)
          .field("title", Schema.STRING_SCHEMA)
          .field("messages", SchemaBuilder.array(MESSAGE).build())
          .build();

  private Conversations() {}

  static Struct next(Choice choice) {
    List<Struct> messages = new ArrayList<>();
    long millis = choice.millis();
    int count = choice.between(4, 24);
    for (int i = 0; i < count; i++) {
      boolean asked = i % 2 == 0;
      millis += choice.between(800, 90_000);
      int words = asked ? choice.between(4, 40) : choice.between(15, 110);
      messages.add(
          new Struct(MESSAGE)
              .put("messageId", choice.uuid().toString())
              .put("role", asked ? "user" : "assistant")
              .put("createdAt", Instant.ofEpochMilli(millis).toString())
              .put("content", Sentences.text(choice, words))
              .put("model", asked ? null : "assistant-large-" + choice.between(2, 4))
              .put("tokens", words * 4 / 3 + choice.between(0, 9)));
    }
    return new Struct(CONVERSATION)
        .put("sessionId", "session-" + choice.hex(12))
        .put("userId", "user-" + choice.between(1, 200_000))
        .put("title", Sentences.words(choice, choice.between(3, 7)))
        .put("messages", messages);
  }
}
