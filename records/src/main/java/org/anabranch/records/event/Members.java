package org.anabranch.records.event;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of an object within an event, whose place is known. */
final class Members {

  private final Map<?, ?> object;
  private final String at;

  Members(@Nullable Map<?, ?> object, String at) {
    this.object = object == null ? Map.of() : object;
    this.at = at;
  }

  Map<?, ?> all() {
    return object;
  }

  /** Whether there is such a member, be it null. */
  boolean names(String member) {
    return object.containsKey(member);
  }

  /** Whether there is such a member that is not null. */
  boolean has(String member) {
    return object.get(member) != null;
  }

  @Nullable Object value(String member) {
    return object.get(member);
  }

  String text(String member) {
    return of(String.class, member, "text");
  }

  @Nullable String textIfSaid(String member) {
    return has(member) ? text(member) : null;
  }

  long integer(String member) {
    Object value = object.get(member);
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    throw wrong(member, "is no integer");
  }

  List<?> list(String member) {
    return of(List.class, member, "list");
  }

  Members object(String member) {
    return new Members(of(Map.class, member, "object"), JsonPointer.to(at, member));
  }

  private <T> T of(Class<T> type, String member, String called) {
    Object value = object.get(member);
    if (!type.isInstance(value)) {
      throw wrong(member, value == null ? "is missing" : "is no " + called);
    }
    return type.cast(value);
  }

  MalformedEventException wrong(String member, String what) {
    return new MalformedEventException(JsonPointer.to(at, member), what);
  }
}
