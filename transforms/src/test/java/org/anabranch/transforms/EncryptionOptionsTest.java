package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.WipedKeyException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EncryptionOptionsTest {

  private final Encryption encryption = new Encryption();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fields           | email:secretly        | 'secretly' is no mode",
        "fields           | email..x              | wrong at character 7",
        "fields           | ''                    | Name at least one field",
        "indexes          | email                 | <path>:<name of the sibling>",
        "indexes          | messages[*]:index     | leads to several fields",
        "fields.optional  | a[                    | wrong at character",
        "fields.unmatched | ignore                | fail, warn",
        "table.name       | contact               | <schema>.<table>",
        "key.subject.field| messages[*].person    | name one field",
      })
  void a_wrong_option_says_what_is_wrong_before_it_is_deployed(
      String option, String value, String said) {
    Map<String, String> options = Encryption.options("email", option, value);
    for (EncryptFields<SourceRecord> transform :
        List.<EncryptFields<SourceRecord>>of(
            new EncryptFields.Value<>(), new EncryptFields.Key<>())) {
      List<String> errors =
          transform.config().validate(options).stream()
              .filter(checked -> checked.name().equals(option))
              .map(ConfigValue::errorMessages)
              .findFirst()
              .orElseThrow();
      assertThat(errors).singleElement().asString().contains(said);
    }
    assertThat(
            new DecryptFields.Value<SourceRecord>()
                .config().validate(options).stream()
                    .filter(checked -> checked.name().equals(option)))
        .allSatisfy(checked -> assertThat(checked.errorMessages()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "email,email:deterministic | table.name | a.b            | 'email' and 'email'",
        "messages,messages[*].text | table.name | a.b            | 'messages' and 'messages[*].text'",
        "email,after.email         | table.name | a.b            | 'email' and 'email'",
        "email                     | indexes    | phone:index    | no such path in fields",
        "email,phone               | indexes    | email:phone    | 'phone' and 'phone'",
        "email,phone               | indexes    | email:i,phone:i| lead to the same field",
        "email                     | fields.optional | phone     | no such path in fields",
        "email:format-preserving,a | key.subject.field | a       | must be readable",
      })
  void options_that_do_not_fit_each_other_are_refused(
      String fields, String option, String value, String said) {
    assertThatThrownBy(() -> encryption.encrypting(fields, option, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(said);
    assertThatThrownBy(() -> encryption.decrypting(fields, option, value))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void keys_are_encrypted_so_that_they_stay_equal() {
    assertThatThrownBy(() -> encryption.encryptingKeys("id"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Write id:deterministic");
    assertThatThrownBy(() -> encryption.encryptingKeys("id:deterministic", "bind.key", "true"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("bind.key");
  }

  @Test
  void a_name_with_a_colon_is_quoted() {
    encryption.encrypting("'a:b','c:d':deterministic");
    assertThatThrownBy(() -> encryption.encrypting("a:b"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'b' is no mode");
  }

  @Test
  void only_what_encrypts_may_make_keys() {
    AtomicBoolean makes = new AtomicBoolean();
    KeyOpening opening =
        (options, writes) -> {
          makes.set(writes);
          return encryption.keys;
        };
    Encryption.configured(new EncryptFields.Value<>(opening), "email");
    assertThat(makes).isTrue();
    Encryption.configured(new DecryptFields.Value<>(opening), "email");
    assertThat(makes).isFalse();
  }

  @Test
  void keys_are_wiped_when_it_is_closed() {
    DataKey key = encryption.keys.current(KeyPurpose.AUTHENTICATED, null);
    encryption.encrypting("email").close();
    assertThatThrownBy(() -> key.primitive(bytes -> "made of them"))
        .isInstanceOf(WipedKeyException.class);
    new EncryptFields.Value<SourceRecord>().close();
  }
}
