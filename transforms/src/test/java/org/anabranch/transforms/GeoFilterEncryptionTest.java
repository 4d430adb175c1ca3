package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.changed;
import static org.anabranch.transforms.CustomerRecords.image;
import static org.anabranch.transforms.CustomerRecords.row;
import static org.anabranch.transforms.GeoFilterTest.REGIONS;
import static org.anabranch.transforms.GeoFilterTest.alteringAll;
import static org.anabranch.transforms.GeoFilterTest.assertMarks;
import static org.anabranch.transforms.GeoFilterTest.assertStub;
import static org.anabranch.transforms.GeoFilterTest.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes of fields that a policy encrypts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GeoFilterEncryptionTest {

  private static final String THREE =
      "{encrypt: {email: authenticated(eu-support), ssn: deterministic, phone: format-preserving}}";

  private static final String ALL =
      "{encrypt: {email: deterministic, phone: format-preserving, nothing: deterministic,"
          + " 'place.*': deterministic, 'messages[*].text': deterministic, labels.vip:"
          + " deterministic, user_id: deterministic}}";

  private static final String ALL_FIELDS =
      "email,phone:format-preserving,nothing,place.*,messages[*].text,labels.vip,user_id";

  private final NamedKeys keys = new NamedKeys();

  /** As records of Connect's own. */
  @Nested
  class Encrypting extends TransformationContract {

    @Override
    Transformation<SourceRecord> subject() {
      return filter(ALL);
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return filter("{encrypt: {calls: format-preserving}}");
    }

    private Transformation<SourceRecord> filter(String then) {
      Map<String, String> options = options(alteringAll(then));
      options.put("table.name", Encryption.TABLE);
      options.put("on.error", "fail");
      return keys.filter(options);
    }

    @Override
    @Nullable Object part(SourceRecord record) {
      return CustomerRecords.value(record);
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return carried(SampleRecords.record(null, part));
    }

    @Override
    boolean keepsSchemas() {
      return false;
    }

    @Override
    @Nullable Object meaning(@Nullable Object part) {
      return keys.decrypted("default", ALL_FIELDS, SampleRecords.record(null, part)).value();
    }
  }

  /** As MirrorMaker hands them on: the schema of such a record is that of bytes. */
  @Nested
  class EncryptingBytes extends Encrypting {

    @Override
    SourceRecord carried(SourceRecord record) {
      return CustomerRecords.raw(record);
    }

    @Override
    boolean keepsSchemas() {
      return true;
    }
  }

  static Stream<UnaryOperator<SourceRecord>> forms() {
    return GeoFilterTest.forms();
  }

  private SourceRecord applied(String policy, SourceRecord record) {
    return Objects.requireNonNull(keys.filter(options(policy)).apply(record));
  }

  /** What somebody who has all keys makes of a record. */
  private SourceRecord decrypted(SourceRecord made) {
    SourceRecord record =
        CustomerRecords.named(CustomerRecords.change(made), (Struct) CustomerRecords.value(made));
    SourceRecord emails = keys.decrypted("eu-support", "email", record);
    return keys.decrypted("default", "ssn,phone:format-preserving", emails);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void who_has_the_keys_reads_what_was_sent(UnaryOperator<SourceRecord> form) {
    SourceRecord given = form.apply(changed("c", null, row("US", true)));
    SourceRecord made = applied(alteringAll(THREE), given);
    Map<String, @Nullable Object> sent = image(made, "after");
    assertThat(sent).containsEntry("country", "US").containsEntry("marketing", true);
    assertThat(sent.get("email")).asString().startsWith("ab").hasSizeGreaterThan(60);
    assertThat(sent.get("ssn")).asString().startsWith("ab").isNotEqualTo(sent.get("email"));
    assertThat(sent.get("phone"))
        .asString()
        .matches("\\+\\d\\d \\d\\d \\d{7}")
        .isNotEqualTo("+49 30 1234567");
    assertMarks(made, given, Set.of(), Set.of("email", "ssn", "phone"));
    assertThat(made.value()).hasSameClassAs(given.value());
    assertThat(image(decrypted(made), "after")).isEqualTo(image(given, "after"));
    assertThat(keys.opened).containsOnlyKeys("eu-support", "default");
  }

  @Test
  void a_key_of_another_name_does_not_open_it() {
    SourceRecord made = applied(alteringAll(THREE), changed("c", null, row("US", true)));
    assertThatThrownBy(() -> keys.decrypted("default", "email", made))
        .hasMessageContaining("'email'")
        .hasMessageNotContaining("ada@");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void what_is_equal_in_both_images_stays_so(UnaryOperator<SourceRecord> form) {
    Struct before = row("US", true).put("ssn", "219-09-9999");
    SourceRecord given = form.apply(changed("u", before, row("US", true)));
    SourceRecord made =
        applied(alteringAll(THREE.replace("deterministic", "authenticated")), given);
    Map<String, @Nullable Object> was = image(made, "before");
    Map<String, @Nullable Object> is = image(made, "after");
    assertThat(was.get("email")).isEqualTo(is.get("email"));
    assertThat(was.get("phone")).isEqualTo(is.get("phone"));
    assertThat(was.get("ssn")).isNotEqualTo(is.get("ssn"));
    assertThat(image(decrypted(made), "before")).isEqualTo(image(given, "before"));
    assertThat(image(decrypted(made), "after")).isEqualTo(image(given, "after"));
  }

  @Test
  void of_a_delete_the_row_before_goes_encrypted() {
    SourceRecord given = changed("d", row("US", true), null);
    SourceRecord made = applied(alteringAll(THREE), given);
    assertThat(image(made, "before").get("email")).isNotEqualTo("ada@example.org");
    assertMarks(made, given, Set.of(), Set.of("email", "ssn", "phone"));
    assertThat(image(decrypted(made), "before")).isEqualTo(image(given, "before"));
  }

  /** All but the key is NULL, or what Debezium puts where that is not allowed. */
  @Test
  void a_row_before_that_holds_nothing_but_its_key_is_no_reason_to_refuse_the_change() {
    for (SourceRecord given :
        List.of(
            changed("d", CustomerRecords.bareRow(), null),
            changed("u", CustomerRecords.bareRow(), row("US", true)))) {
      SourceRecord made = applied(alteringAll(THREE), given);
      assertThat(image(made, "before")).containsEntry("email", null).containsEntry("phone", "");
      assertThat(image(decrypted(made), "before")).isEqualTo(image(given, "before"));
      assertThat(image(decrypted(made), "after")).isEqualTo(image(given, "after"));
    }
  }

  @Test
  void null_stays_null_of_a_field_that_says_its_type() {
    SourceRecord given = changed("c", null, row("US", true).put("email", null));
    SourceRecord made = applied(alteringAll(THREE), given);
    assertThat(image(made, "after")).containsEntry("email", null);
    Struct after = ((Struct) Objects.requireNonNull(made.value())).getStruct("after");
    assertThat(after.schema().name()).isEqualTo(CustomerRecords.ROW.name());
    // There is no row before, and one name stands for one schema.
    assertThat(made.valueSchema().field("before").schema()).isEqualTo(after.schema());
    assertThat(after.schema().field("email").schema().parameters())
        .containsOnlyKeys("anabranch.type");
    assertThat(image(decrypted(made), "after")).isEqualTo(image(given, "after"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_is_masked_is_encrypted_masked_and_what_is_removed_is_gone(boolean oneRule) {
    String rules =
        oneRule
            ? "  - {name: a, then: {remove: [ssn], mask: {email: partial(4)}, encrypt: {email:"
                + " authenticated(eu-support), ssn: deterministic}}}\n"
            : "  - {name: a, then: {encrypt: {email: authenticated(eu-support), ssn:"
                + " deterministic}}}\n  - {name: b, then: {remove: [ssn], mask: {email:"
                + " partial(4)}}}\n";
    SourceRecord given = changed("c", null, row("US", true));
    SourceRecord made = applied(REGIONS + "rules:\n" + rules + "otherwise: deliver\n", given);
    assertMarks(made, given, Set.of("ssn"), Set.of("email"));
    assertThat(image(keys.decrypted("eu-support", "email", made), "after"))
        .doesNotContainKey("ssn")
        .containsEntry("email", "***********.org");
  }

  private static final String BY_COUNTRY =
      REGIONS
          + """
          rules:
            - {name: all, then: {encrypt: {ssn: authenticated}}}
            - {name: fr, when: row.country == 'FR', then: {encrypt: {email: deterministic(fr)}}}
            - {name: us, when: row.country == 'US', then: {encrypt: {email: deterministic(us)}}}
          otherwise: deliver
          """;

  @Test
  void a_column_that_is_treated_otherwise_than_before_was_set() {
    SourceRecord given = changed("u", row("FR", true), row("US", true));
    SourceRecord made = applied(BY_COUNTRY, given);
    assertThat(image(made, "before")).doesNotContainKey("email").containsKeys("ssn", "phone");
    assertThat(image(made, "before").get("ssn")).isEqualTo(image(made, "after").get("ssn"));
    assertMarks(made, given, Set.of(), Set.of("email", "ssn"));
    assertThat(image(keys.decrypted("us", "email", made, "fields.optional", "email"), "after"))
        .containsEntry("email", "ada@example.org");
    assertThatThrownBy(() -> keys.decrypted("fr", "email", made, "fields.optional", "email"))
        .hasMessageContaining("email");
  }

  @Test
  void a_column_that_need_not_be_encrypted_any_more_goes_true_and_was_set() {
    SourceRecord given = changed("u", row("US", true), row("JP", true));
    SourceRecord made = applied(BY_COUNTRY, given);
    assertThat(image(made, "before")).doesNotContainKey("email");
    assertThat(image(made, "after")).containsEntry("email", "ada@example.org");
    assertMarks(made, given, Set.of(), Set.of("ssn"));
  }

  @Test
  void a_row_that_is_sent_again_goes_encrypted_in_both_images() {
    SourceRecord given = changed("u", row("US", true), row("US", true));
    SourceRecord made =
        applied(alteringAll(THREE.replace("{encrypt", "{remove: [country], encrypt")), given);
    assertThat(image(made, "before").get("email")).isEqualTo(image(made, "after").get("email"));
    assertThat(image(made, "after")).containsEntry("country", null);
    assertMarks(made, given, Set.of(), Set.of("country", "email", "ssn", "phone"));
  }

  @Test
  void what_cannot_be_encrypted_does_not_go_and_no_message_tells_it() {
    Map<String, Struct> rows =
        Map.of(
            "{encrypt: {country: format-preserving}}",
            row("US", true),
            "{encrypt: {email: authenticated}}",
            (Struct)
                Objects.requireNonNull(
                    ((Struct)
                            Objects.requireNonNull(
                                applied(alteringAll(THREE), changed("c", null, row("US", true)))
                                    .value()))
                        .get("after")));
    rows.forEach(
        (then, row) -> {
          Map<String, String> options = options(alteringAll(then));
          SourceRecord given = changed("c", null, plain(row));
          assertStub(Objects.requireNonNull(keys.filter(options).apply(given)), given);
          options.put("on.error", "fail");
          assertThatThrownBy(() -> keys.filter(options).apply(given))
              .isInstanceOf(DataException.class)
              .hasMessageContaining("cannot be encrypted")
              .hasMessageContaining("topic 'eu.assistant.customer'")
              .hasMessageNotContaining("ada@");
        });
  }

  /** A row with the values of another one. */
  private static Struct plain(Struct values) {
    Struct row = new Struct(CustomerRecords.ROW);
    CustomerRecords.ROW.fields().forEach(field -> row.put(field, values.get(field.name())));
    return row;
  }

  @Test
  void rules_that_contradict_each_other_let_nothing_go() {
    String policy = alteringAll("{encrypt: {email: authenticated(a)}}");
    String both =
        policy.replace(
            "otherwise", "  - {name: more, then: {encrypt: {email: authenticated(b)}}}\notherwise");
    Map<String, String> options = options(both);
    SourceRecord given = changed("c", null, row("US", true));
    assertStub(Objects.requireNonNull(keys.filter(options).apply(given)), given);
    options.put("on.error", "fail");
    assertThatThrownBy(() -> keys.filter(options).apply(given))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("rule 'more' at 8:")
        .hasMessageContaining("'all' at 7:");
  }

  @Test
  void a_ciphertext_is_bound_to_a_table_so_somebody_has_to_name_it() {
    Map<String, String> options = options(alteringAll("{encrypt: {email: authenticated}}"));
    options.put("on.error", "fail");
    assertThatThrownBy(
            () -> keys.filter(options).apply(SampleRecords.record(null, SampleRecords.row(true))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("rule 'all'")
        .hasMessageContaining("Set table.name");
  }

  @Test
  void a_path_into_what_is_no_row_refuses_the_record() {
    Map<String, String> options = options(alteringAll("{encrypt: {email.host: authenticated}}"));
    options.put("table.name", Encryption.TABLE);
    options.put("on.error", "fail");
    for (boolean schema : new boolean[] {true, false}) {
      assertThatThrownBy(
              () ->
                  keys.filter(options).apply(SampleRecords.record(null, SampleRecords.row(schema))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("'email.host'")
          .hasMessageNotContaining("ada@");
    }
  }
}
