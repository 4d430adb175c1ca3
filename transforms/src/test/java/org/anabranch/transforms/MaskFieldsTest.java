package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MaskFieldsTest {

  private static final String ALL =
      "email:hash,phone:partial(4),nothing:redact,place.*:truncate(decimals=1),"
          + "messages[*].text:null,labels.vip:redact,user_id:pseudonym";

  private static Map<String, String> options(String fields) {
    return Map.of("fields", fields, "mask.secret", "0123456789abcdef");
  }

  private static <T extends Transformation<SourceRecord>> T configured(T transform, String fields) {
    transform.configure(options(fields));
    return transform;
  }

  private static Transformation<SourceRecord> values(String fields) {
    return configured(new MaskFields.Value<>(), fields);
  }

  @Nested
  class Values extends TransformationContract {

    @Override
    Transformation<SourceRecord> subject() {
      return values(ALL);
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return values("calls:hash");
    }

    @Override
    @Nullable Object part(SourceRecord record) {
      return record.value();
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return SampleRecords.record(null, part);
    }
  }

  @Nested
  class Keys extends TransformationContract {

    @Override
    Transformation<SourceRecord> subject() {
      return configured(new MaskFields.Key<>(), ALL);
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return configured(new MaskFields.Key<>(), "missing:redact");
    }

    @Override
    @Nullable Object part(SourceRecord record) {
      return record.key();
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return SampleRecords.record(part, null);
    }
  }

  @Test
  void each_field_is_masked_as_it_is_said() {
    Struct masked =
        (Struct) values(ALL).apply(SampleRecords.record(null, SampleRecords.row(true))).value();
    // printf 'anabranch hash' | openssl dgst -sha256 -hmac 0123456789abcdef -binary is the key of
    // printf 'ada@example.org' | openssl dgst -sha256 -mac HMAC -macopt hexkey:<key>
    assertThat(masked.getString("email"))
        .isEqualTo("bed670784b8868dafa5f350336afb5134530d99f87827f99a236f694d9701a5c");
    assertThat(masked.getString("phone")).isEqualTo("**********4567");
    assertThat(masked.getString("nothing")).isNull();
    assertThat(masked.getStruct("place").getFloat64("lat")).isEqualTo(52.5);
    assertThat(masked.getStruct("place").getFloat64("lon")).isEqualTo(-13.4);
    assertThat(masked.getMap("labels")).isEqualTo(Map.of("vip", "****"));
    assertThat(masked.getString("user_id")).startsWith("p-").hasSize(24);
    assertThat(masked.getInt64("calls")).isEqualTo(42);
    List<Struct> messages = masked.getArray("messages");
    assertThat(messages).hasSize(2).allMatch(message -> message.get("text") == null);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void both_images_of_an_envelope_are_masked(boolean schema) {
    Struct update = SampleRecords.envelope("u", SampleRecords.row(true), SampleRecords.row(true));
    Object value = schema ? update : SampleRecords.plain(update);
    Object masked = values("email:redact").apply(SampleRecords.record(null, value)).value();
    Map<String, @Nullable Object> envelope =
        schema ? SampleRecords.plain(masked) : plainMap(masked);
    for (String image : List.of("before", "after")) {
      assertThat(plainMap(envelope.get(image))).containsEntry("email", "****");
    }
    assertThat(envelope).containsEntry("op", "u").containsEntry("ts_ms", 1L);
  }

  @Test
  void the_statement_that_wrote_the_row_does_not_go() {
    SourceRecord record = ContactRecords.inserted(ContactRecords.row());
    ((Struct) record.value()).getStruct("source").put("query", "INSERT … 'ada@example.org'");
    Struct made = (Struct) values("email:redact").apply(record).value();
    assertThat(made.getStruct("source").get("query")).isNull();
    assertThat(made.getStruct("after").getString("email")).isEqualTo("****");
  }

  @ParameterizedTest
  @ValueSource(strings = {"__debezium.newkey", "__debezium.oldkey"})
  void no_header_tells_a_key_that_is_masked(String header) {
    SourceRecord record = ContactRecords.inserted(ContactRecords.row());
    record.headers().addString(header, "8").addString("note", "n");
    Transformation<SourceRecord> keys = configured(new MaskFields.Key<>(), "contact_id:redact");
    for (Transformation<SourceRecord> mask : List.of(keys, values("contact_id:redact"))) {
      SourceRecord made = mask.apply(record);
      assertThat(made.headers().lastWithName(header)).isNull();
      assertThat(made.headers().lastWithName("note")).isNotNull();
    }
    assertThat(values("email:redact").apply(record).headers().lastWithName(header)).isNotNull();
  }

  @Test
  void of_a_delete_the_row_before_is_masked() {
    Struct delete = SampleRecords.envelope("d", SampleRecords.row(true), null);
    Struct masked =
        (Struct) values("email:redact").apply(SampleRecords.record(null, delete)).value();
    assertThat(masked.getStruct("before").getString("email")).isEqualTo("****");
    assertThat(masked.get("after")).isNull();
  }

  @SuppressWarnings("unchecked") // the sample's own maps
  private static Map<String, @Nullable Object> plainMap(@Nullable Object map) {
    return map == null ? new HashMap<>() : (Map<String, @Nullable Object>) map;
  }

  @Test
  void a_masked_record_is_not_the_change_any_more_that_its_header_names() {
    SourceRecord record = SampleRecords.record(null, SampleRecords.row(true));
    record.headers().addString("anabranch", "ab1:");
    assertThat(values("email:redact").apply(record).headers().lastWithName("anabranch")).isNull();
    assertThat(values("nothing:redact").apply(record)).isSameAs(record);
    assertThat(record.headers().lastWithName("anabranch")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_misspelt_field_is_refused_unless_that_is_asked_for(boolean schema) {
    SourceRecord record = SampleRecords.record(null, SampleRecords.row(schema));
    assertThatThrownBy(() -> values("email:redact,place.latitude:redact").apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'place.latitude'")
        .hasMessageContaining("no such field")
        .hasMessageContaining("missing.field=ignore");
    Transformation<SourceRecord> ignoring = new MaskFields.Value<>();
    Map<String, String> options = new HashMap<>(options("place.latitude:redact"));
    options.put("missing.field", "ignore");
    ignoring.configure(options);
    assertThat(ignoring.apply(record)).isSameAs(record);
  }

  @Test
  void a_value_without_fields_is_refused() {
    assertThatThrownBy(() -> values("email:redact").apply(SampleRecords.record(null, "tea")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no fields")
        .hasMessageNotContaining("tea");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "email | names no mask",
        "email:shred | there is no mask 'shred'. Use one of redact, null",
        "email:partial | there is no mask",
        "email:partial(x) | there is no mask",
        "email:truncate(2) | there is no mask",
        "email:partial(decimals=2) | there is no mask",
        "a..b:redact | at character 3",
      })
  void a_wrong_field_is_told_at_validation(String fields, String why) {
    Transformation<SourceRecord> transform = new MaskFields.Value<>();
    assertThat(transform.config().validate(options(fields)))
        .filteredOn(option -> option.name().equals("fields"))
        .flatMap(ConfigValue::errorMessages)
        .singleElement()
        .asString()
        .contains(why);
    assertThatThrownBy(() -> transform.configure(options(fields)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void keyed_masks_need_a_secret_that_is_long_enough() {
    Transformation<SourceRecord> transform = new MaskFields.Value<>();
    for (String mask : List.of("hash", "pseudonym")) {
      assertThatThrownBy(() -> transform.configure(Map.of("fields", "email:" + mask)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("Set mask.secret");
    }
    assertThatThrownBy(
            () -> transform.configure(Map.of("fields", "email:hash", "mask.secret", "brief")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("at least 16")
        .hasMessageNotContaining("brief");
    transform.configure(Map.of("fields", "email:redact"));
  }

  @Test
  void connect_finds_the_plugins() {
    assertThat(ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
        .map(Class::getName)
        .contains(MaskFields.Key.class.getName(), MaskFields.Value.class.getName());
  }
}
