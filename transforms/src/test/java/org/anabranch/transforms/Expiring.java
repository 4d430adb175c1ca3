package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/** Changes before and after their rows expire. */
final class Expiring {

  /** {@code date -u -d @1760000060}, a minute after the changes were committed. */
  static final Instant EXPIRES = Instant.parse("2025-10-09T08:54:20Z");

  static final Instant AFTER = EXPIRES.plusMillis(1);
  static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;
  static final Schema NUMBER = Schema.OPTIONAL_INT64_SCHEMA;

  private Expiring() {}

  static <R extends ConnectRecord<R>> ExpireContext.Value<R> at(Instant now, String... options) {
    ExpireContext.Value<R> transform = new ExpireContext.Value<>(Clock.fixed(now, ZoneOffset.UTC));
    transform.configure(options(options));
    return transform;
  }

  static Map<String, String> options(String... options) {
    Map<String, String> all = new HashMap<>(Map.of("grace", "0s"));
    for (String option : options) {
      int equals = option.indexOf('=');
      all.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return all;
  }

  static boolean isStub(@Nullable SourceRecord record) {
    return record != null && ChangeHeader.of(record).kind() == ChangeKind.STUB;
  }

  /** Whether a change passes until it expires, and leaves a stub from then on. */
  static void assertExpires(SourceRecord record, String... options) {
    Transformation<SourceRecord> before = at(EXPIRES, options);
    assertThat(before.apply(record)).isSameAs(record);
    Transformation<SourceRecord> after = at(AFTER, options);
    assertThat(after.apply(record)).matches(Expiring::isStub, "a stub");
  }

  static void assertNeverExpires(SourceRecord record, String... options) {
    Transformation<SourceRecord> late = at(EXPIRES.plus(Duration.ofDays(36_500)), options);
    assertThat(late.apply(record)).isSameAs(record);
  }
}
