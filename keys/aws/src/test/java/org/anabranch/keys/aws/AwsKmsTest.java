package org.anabranch.keys.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.RemoteKeyWrapperContract;
import org.anabranch.testkit.kms.AwsKmsStandIn;
import org.anabranch.testkit.kms.KmsStandIn;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class AwsKmsTest extends RemoteKeyWrapperContract {

  @Override
  protected KmsStandIn start() {
    return AwsKmsStandIn.start();
  }

  @Override
  protected String provider() {
    return "aws-kms";
  }

  @Override
  protected Map<String, String> options() {
    return options(AwsKmsStandIn.ACCESS_KEY_ID);
  }

  @Override
  protected Map<String, String> optionsWithWrongCredentials() {
    return options("AKIDANOTHER");
  }

  private Map<String, String> options(String accessKeyId) {
    return Map.of(
        AwsOptions.ENDPOINT,
        kms().url(),
        AwsOptions.ACCESS_KEY_ID,
        accessKeyId,
        AwsOptions.SECRET_ACCESS_KEY,
        "secret",
        AwsOptions.TIMEOUT_MS,
        TIMEOUT_MS);
  }

  private AwsKmsStandIn kms() {
    return (AwsKmsStandIn) standIn();
  }

  @Test
  void a_key_of_another_region_is_asked_there_and_not_at_the_endpoint_of_home() {
    String far = kms().addKey("us-east-2", "far");
    byte[] plain = plain(80);
    try (AwsKmsStandIn another = AwsKmsStandIn.start();
        KeyWrapper writer = open(far, options())) {
      byte[] wrapped = writer.wrap(plain);
      Map<String, String> options = new HashMap<>(options());
      options.put(AwsOptions.ENDPOINT, another.url());
      // Where the SDK has other regions' clients ask in this test.
      System.setProperty("aws.endpointUrlKms", kms().url());
      try (KeyWrapper reader = open(fullName("first"), options)) {
        assertThat(reader.unwrap(wrapped, writer.key())).isEqualTo(plain);
      } finally {
        System.clearProperty("aws.endpointUrlKms");
      }
      assertThat(another.requests()).isZero();
    }
  }

  @Test
  void of_a_multi_region_key_the_replica_at_home_is_asked() {
    String home = kms().addKey("mrk-1");
    String far = home.replace(AwsKmsStandIn.REGION, "us-east-2");
    byte[] plain = plain(80);
    Map<String, String> options = new HashMap<>(options());
    options.put(AwsOptions.REGION, AwsKmsStandIn.REGION);
    try (KeyWrapper wrapper = open(far, options)) {
      byte[] wrapped = wrapper.wrap(plain);
      assertThat(wrapper.key()).isEqualTo(far);
      assertThat(wrapper.unwrap(wrapped, far)).isEqualTo(plain);
      assertThat(wrapper.unwrap(wrapped, home)).isEqualTo(plain);
    }
  }

  @Test
  void an_alias_and_a_bare_id_are_looked_up_in_the_region() {
    Map<String, String> options = new HashMap<>(options());
    options.put(AwsOptions.REGION, AwsKmsStandIn.REGION);
    byte[] plain = plain(80);
    for (String key : new String[] {AwsKmsStandIn.alias("first"), "first"}) {
      try (KeyWrapper wrapper = open(key, options)) {
        assertThat(wrapper.unwrap(wrapper.wrap(plain), wrapper.key())).isEqualTo(plain);
      }
    }
  }

  @Test
  void an_alias_that_names_another_key_now_does_not_hide_what_it_wrapped() {
    byte[] wrapped;
    byte[] plain = plain(80);
    Map<String, String> options = new HashMap<>(options());
    options.put(AwsOptions.REGION, AwsKmsStandIn.REGION);
    try (KeyWrapper wrapper = open(AwsKmsStandIn.alias("first"), options)) {
      wrapped = wrapper.wrap(plain);
    }
    // To the service this is the same: a ciphertext of one key, and an alias of another.
    try (KeyWrapper wrapper = open(AwsKmsStandIn.alias("second"), options)) {
      assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
    }
  }

  @Test
  void replicas_of_a_multi_region_key_are_the_same_key_and_other_keys_are_not() {
    KeyWrapper wrapper = wrapper("first");
    String key = "arn:aws:kms:%s:%s:key/%s";
    String replica = wrapper.identity(key.formatted("us-east-2", "111122223333", "mrk-1"));
    assertThat(wrapper.identity(key.formatted("eu-west-1", "111122223333", "mrk-1")))
        .isEqualTo(replica);
    assertThat(wrapper.identity(key.formatted("us-east-2", "444455556666", "mrk-1")))
        .isNotEqualTo(replica);
    assertThat(wrapper.identity(key.formatted("us-east-2", "111122223333", "a-1")))
        .isNotEqualTo(wrapper.identity(key.formatted("eu-west-1", "111122223333", "a-1")));
  }

  @Test
  void bad_options_are_refused() {
    String key = fullName("first");
    assertRefused("arn:aws:s3:::bucket", Map.of(), "kek.id");
    assertRefused(key, Map.of(AwsOptions.ACCESS_KEY_ID, "id"), AwsOptions.SECRET_ACCESS_KEY);
    assertRefused(key, Map.of(AwsOptions.ENDPOINT, "kms.example"), AwsOptions.ENDPOINT);
    assertRefused(key, Map.of(AwsOptions.TIMEOUT_MS, "0"), AwsOptions.TIMEOUT_MS);
  }

  private void assertRefused(String key, Map<String, String> options, String option) {
    assertThatThrownBy(() -> open(key, options))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(option);
  }
}
