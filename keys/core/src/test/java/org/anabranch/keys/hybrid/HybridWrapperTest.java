package org.anabranch.keys.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.KeyWrapperContract;
import org.anabranch.keys.vault.VaultTransitProvider;
import org.anabranch.testkit.kms.VaultTransitStandIn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over Vault's transit engine. */
class HybridWrapperTest extends KeyWrapperContract {

  private final VaultTransitStandIn vault = VaultTransitStandIn.start();
  private final Map<String, HybridKey> keys = new ConcurrentHashMap<>();

  @BeforeEach
  void addKeys() {
    vault.allow("hvs.token");
    for (String name : new String[] {"first", "second"}) {
      vault.addKey(name);
      keys.put("pq-" + name, HybridKey.generate("pq-" + name, new SecureRandom()));
    }
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  @Override
  protected KeyWrapper open(String key) {
    return over(key, "pq-" + key, keys);
  }

  private HybridWrapper over(String key, @Nullable String hybrid, Map<String, HybridKey> keys) {
    return new HybridWrapper(provider(key), keys::get, hybrid);
  }

  private KeyWrapper provider(String key) {
    Map<String, String> options =
        Map.of(
            "kek.vault.address",
            vault.url(),
            "kek.vault.namespace",
            VaultTransitStandIn.NAMESPACE,
            "kek.vault.token",
            "hvs.token");
    return new VaultTransitProvider().open(key, options);
  }

  @Test
  void both_keys_are_named() {
    String key = wrapper("first").key();
    assertThat(key).isEqualTo("x25519-ml-kem-768:pq-first+transit/first");
    assertThat(HybridKeyName.parse(key)).isEqualTo(new HybridKeyName("pq-first", "transit/first"));
    assertThat(HybridKeyName.parse("transit/first")).isNull();
  }

  @Test
  void what_was_wrapped_before_there_was_a_hybrid_key_is_unwrapped_and_after_it_too() {
    byte[] plain = plain(80);
    try (KeyWrapper without = over("first", null, keys)) {
      byte[] before = without.wrap(plain);
      KeyWrapper with = wrapper("first");
      byte[] after = with.wrap(plain);
      assertThat(without.key()).isEqualTo("transit/first");
      assertThat(with.unwrap(before, without.key())).isEqualTo(plain);
      assertThat(without.unwrap(after, with.key())).isEqualTo(plain);
    }
  }

  @Test
  void the_provider_alone_does_not_unwrap() {
    KeyWrapper first = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = first.wrap(plain);
    try (KeyWrapper none = over("first", "pq-first", Map.of())) {
      assertLasting(plain, () -> none.unwrap(wrapped, first.key()));
    }
    Map<String, HybridKey> another =
        Map.of("pq-first", HybridKey.generate("pq-first", new SecureRandom()));
    try (KeyWrapper wrong = over("first", "pq-first", another)) {
      assertLasting(plain, () -> wrong.unwrap(wrapped, first.key()));
    }
  }

  @Test
  void the_hybrid_key_alone_does_not_unwrap() {
    KeyWrapper first = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = first.wrap(plain);
    vault.disable("first");
    assertLasting(plain, () -> first.unwrap(wrapped, first.key()));
  }

  @Test
  void the_public_half_wraps_and_does_not_unwrap() {
    byte[] plain = plain(80);
    HybridKey whole = keys.getOrDefault("pq-first", HybridKey.ofPrivate("none", new byte[32]));
    HybridKey half = HybridKey.ofPublic("pq-first", whole.publicKey());
    try (KeyWrapper writer = over("first", "pq-first", Map.of("pq-first", half))) {
      byte[] wrapped = writer.wrap(plain);
      assertLasting(plain, () -> writer.unwrap(wrapped, writer.key()));
      assertThat(wrapper("first").unwrap(wrapped, writer.key())).isEqualTo(plain);
    }
  }

  @Test
  void nothing_is_unwrapped_of_which_any_part_was_altered() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    for (int at : new int[] {0, 1, 2, 40, wrapped.length - 1300, wrapped.length / 2}) {
      byte[] altered = wrapped.clone();
      altered[at] ^= 1;
      assertLasting(plain, () -> wrapper.unwrap(altered, wrapper.key()));
    }
  }

  @Test
  void a_hybrid_key_tells_its_name_only() {
    HybridKey key = HybridKey.generate("pq1", new SecureRandom());
    assertThat(key).hasToString("x25519-ml-kem-768 key pq1");
  }
}
