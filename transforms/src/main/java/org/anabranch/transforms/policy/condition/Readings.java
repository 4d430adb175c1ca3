package org.anabranch.transforms.policy.condition;

import dev.cel.common.values.NullValue;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.policy.document.PolicyDocument.ConsentSource;
import org.jspecify.annotations.Nullable;

/** What there is to read for one direction. */
final class Readings {

  private final Map<String, Map<String, Object>> regions;
  private final Map<String, ConsentSource> consentSources;
  private final Consents consents;

  /**
   * @param regions the attributes of those named origin and destination
   */
  Readings(
      Map<String, Map<String, Object>> regions,
      Map<String, ConsentSource> consentSources,
      Consents consents) {
    this.regions = regions;
    this.consentSources = consentSources;
    this.consents = consents;
  }

  /** Of a member of a variable. */
  Reading of(Access access) {
    return switch (access.variable()) {
      case "row" -> field(Facts::row, "image of the row", access);
      case "before" -> field(Facts::before, "image before the change", access);
      case "key" -> field(Facts::key, "key", access);
      case "headers" -> header(access);
      default -> {
        Map<String, Object> region = regions.getOrDefault(access.variable(), Map.of());
        yield access.test()
            ? constant(region.containsKey(access.member()))
            : attribute(region, access);
      }
    };
  }

  /** Of a variable as a whole. */
  Reading of(String variable) {
    return switch (variable) {
      case "row" -> facts -> whole(facts.row());
      case "before" -> facts -> whole(facts.before());
      case "key" -> facts -> whole(facts.key());
      case "headers" -> Facts::headers;
      case "table" -> facts -> facts.table() == null ? "" : facts.table().toString();
      case "op" -> facts -> operation(facts.op());
      default -> constant(regions.getOrDefault(variable, Map.of()));
    };
  }

  /** Where the consent for a purpose is found. */
  @Nullable ConsentSource source(String purpose) {
    return consentSources.get(purpose);
  }

  /** Of the consent for a purpose. */
  Reading consent(String purpose) {
    ConsentSource source = consentSources.get(purpose);
    if (source instanceof ConsentSource.Column of) {
      Reading column = row(of.column().text());
      return facts -> isGranted(column.of(facts));
    }
    if (source instanceof ConsentSource.Topic of) {
      Reading subject = row(of.subject().text());
      String topic = of.topic().text();
      return facts -> {
        String key = subject(subject.of(facts));
        return key != null && consents.granted(topic, purpose, key);
      };
    }
    return constant(false);
  }

  static Reading constant(Object value) {
    return new Constant(value);
  }

  /** Of what is known when the policy is read. */
  record Constant(Object value) implements Reading {
    @Override
    public Object of(Facts facts) {
      return value;
    }
  }

  private Reading row(String field) {
    return of(new Access("row", field, false));
  }

  private static Reading field(
      Function<Facts, @Nullable RecordView> part, String name, Access access) {
    String field = access.member();
    if (access.test()) {
      return facts -> {
        RecordView row = part.apply(facts);
        return row != null && row.has(field);
      };
    }
    return new FieldReading(part, name, field);
  }

  private static Reading header(Access access) {
    String name = access.member();
    return facts -> {
      String value = facts.headers().get(name);
      if (access.test()) {
        return value != null;
      }
      if (value == null) {
        throw new UnseenValueException("the record has no header '" + name + "'");
      }
      return value;
    };
  }

  private static Reading attribute(Map<String, Object> region, Access access) {
    Object value = region.get(access.member());
    return value != null
        ? constant(value)
        : facts -> {
          throw new UnseenValueException(
              access.variable() + " has no attribute '" + access.member() + "'");
        };
  }

  private static Object whole(@Nullable RecordView row) {
    return row == null ? NullValue.NULL_VALUE : new RowMap(row);
  }

  private static String operation(char op) {
    return switch (op) {
      case 'c' -> "c";
      case 'u' -> "u";
      case 'd' -> "d";
      case 'r' -> "r";
      default -> String.valueOf(op);
    };
  }

  /** A moment is the one at which it was given. */
  private static boolean isGranted(Object value) {
    if (value instanceof Boolean granted) {
      return granted;
    }
    if (value instanceof String text) {
      return text.equalsIgnoreCase("true")
          || text.equalsIgnoreCase("yes")
          || text.equalsIgnoreCase("granted");
    }
    if (value instanceof NullValue) {
      return false;
    }
    if (value instanceof Instant) {
      return true;
    }
    throw new UnseenValueException("a consent is a truth, a text or a timestamp");
  }

  private static @Nullable String subject(Object value) {
    if (value instanceof NullValue) {
      return null;
    }
    if (value instanceof String || value instanceof Long) {
      return value.toString();
    }
    throw new UnseenValueException("a consent's subject is a text or a whole number");
  }
}
