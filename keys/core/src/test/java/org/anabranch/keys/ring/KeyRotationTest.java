package org.anabranch.keys.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.keys.local.AesKek;
import org.anabranch.keys.local.Keyset;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.keys.local.KeysetKey;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys that follow each other. */
class KeyRotationTest extends KeysInMemory {

  @Test
  void an_old_key_is_followed_by_a_new_one_and_stays_readable() {
    StoredDataKeys keys = open();
    StoredDataKeys other = open();
    DataKey first = keys.current(KeyPurpose.AUTHENTICATED, null);
    other.current(KeyPurpose.AUTHENTICATED, null);
    byte[] bytes = bytes(first);
    timing.pass(OPTIONS.rotation());
    DataKey second = keys.current(KeyPurpose.AUTHENTICATED, null);
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(bytes(second)).isNotEqualTo(bytes);
    assertThat(other.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(second.id());
    assertThat(bytes(keys.of(first.id()))).isEqualTo(bytes);
    assertThat(bytes(open(OPTIONS, false).of(first.id()))).isEqualTo(bytes);
  }

  @Test
  void keys_of_subjects_and_of_equality_are_not_followed_with_time() {
    StoredDataKeys keys = open();
    KeyId ofSubject = keys.current(KeyPurpose.AUTHENTICATED, "ada").id();
    KeyId deterministic = keys.current(KeyPurpose.DETERMINISTIC, null).id();
    timing.pass(OPTIONS.rotation().multipliedBy(3));
    assertThat(keys.current(KeyPurpose.AUTHENTICATED, "ada").id()).isEqualTo(ofSubject);
    assertThat(keys.current(KeyPurpose.DETERMINISTIC, null).id()).isEqualTo(deterministic);
  }

  @Test
  void a_key_that_was_used_often_enough_is_followed_by_a_new_one() {
    StoredDataKeys keys = open();
    for (String subject : new @Nullable String[] {null, "ada"}) {
      KeyId first = keys.current(KeyPurpose.AUTHENTICATED, subject).id();
      for (int use = 1; use < OPTIONS.usesMax(); use++) {
        assertThat(keys.current(KeyPurpose.AUTHENTICATED, subject).id()).isEqualTo(first);
      }
      assertThat(keys.current(KeyPurpose.AUTHENTICATED, subject).id()).isNotEqualTo(first);
    }
  }

  @Test
  void while_no_new_key_can_be_made_a_due_one_is_used_for_twice_its_uses_and_not_more() {
    StoredDataKeys keys = open();
    KeyId first = keys.current(KeyPurpose.AUTHENTICATED, null).id();
    place.out(true);
    for (int use = 1; use < 2 * OPTIONS.usesMax(); use++) {
      assertThat(keys.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(first);
    }
    assertThatThrownBy(() -> keys.current(KeyPurpose.AUTHENTICATED, null))
        .isInstanceOf(RetriableException.class);
  }

  @Test
  void who_only_reads_makes_and_rotates_nothing() {
    StoredDataKeys reader = open(OPTIONS, false);
    assertThatThrownBy(() -> reader.current(KeyPurpose.AUTHENTICATED, null))
        .isInstanceOf(UnknownKeyException.class)
        .hasMessageContaining("authenticated key 'default'");
    KeyId first = open().current(KeyPurpose.AUTHENTICATED, null).id();
    assertThat(reader.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(first);
    timing.pass(OPTIONS.rotation().multipliedBy(2));
    assertThat(reader.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(first);
  }

  @Test
  void keys_of_an_earlier_key_encryption_key_stay_readable() throws Exception {
    StoredDataKeys keys = open();
    DataKey first = keys.current(KeyPurpose.AUTHENTICATED, null);
    KeysetFile file = new KeysetFile(file());
    List<KeysetKey> both = new ArrayList<>(file.read().keys());
    both.add(AesKek.generate("k2", new SecureRandom()));
    file.replace(new Keyset("k2", both));
    timing.pass(OPTIONS.rotation());
    DataKey second = keys.current(KeyPurpose.AUTHENTICATED, null);
    StoredDataKeys reader = open();
    assertThat(bytes(reader.of(first.id()))).isEqualTo(bytes(keys.of(first.id())));
    assertThat(bytes(reader.of(second.id()))).isEqualTo(bytes(second));
    file.replace(new Keyset("k2", both.subList(1, 2)));
    assertThat(bytes(open().of(second.id()))).isEqualTo(bytes(second));
    assertThatThrownBy(() -> open().of(first.id()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("no key k1");
  }
}
