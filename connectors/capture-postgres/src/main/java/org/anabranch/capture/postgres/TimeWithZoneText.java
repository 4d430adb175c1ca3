package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PgOid;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import java.lang.reflect.Field;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Debezium from decoding {@code timetz} in the log, which would turn every offset into UTC
 * and fail at 24:00. It decodes by the name of the type and leaves names that it does not know as
 * the text that they are; but which name a type has there is no setting.
 *
 * <p>Where this does not take (another Debezium, a domain over the type), {@link ServerText} fails
 * the capture at the first such value instead of changing it.
 */
final class TimeWithZoneText {

  private static final Logger LOG = LoggerFactory.getLogger(TimeWithZoneText.class);
  private static final String NAME = "timetz";
  private static final String TEXT = "timetz as text";

  private TimeWithZoneText() {}

  static void keep(TypeRegistry types) {
    try {
      PostgresType known = types.get(PgOid.TIMETZ);
      Field names = TypeRegistry.class.getDeclaredField("nameToType");
      names.setAccessible(true);
      @SuppressWarnings("unchecked")
      Map<String, PostgresType> byName = (Map<String, PostgresType>) names.get(types);
      PostgresType text =
          new PostgresType.Builder(
                  types,
                  TEXT,
                  PgOid.TIMETZ,
                  known.getJdbcId(),
                  TypeRegistry.NO_TYPE_MODIFIER,
                  known.getTypeInfo())
              .build();
      byName.put(NAME, text);
      byName.put(TEXT, text);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("Columns of type timetz cannot be captured with this version of Debezium", e);
    }
  }
}
