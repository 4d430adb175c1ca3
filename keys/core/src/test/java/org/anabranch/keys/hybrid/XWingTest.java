package org.anabranch.keys.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.prng.FixedSecureRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class XWingTest {

  /**
   * The test vectors of draft-connolly-cfrg-xwing-kem, appendix C: seed, randomness of the
   * encapsulation, shared secret. The secret is a hash of both halves' secrets and of X25519's
   * public keys; ML-KEM's secret depends on its public key.
   */
  @ParameterizedTest
  @CsvSource({
    "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26,"
        + "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
        + "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2,"
        + "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
    "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea,"
        + "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef"
        + "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d,"
        + "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150",
    "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9,"
        + "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619"
        + "f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b,"
        + "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f"
  })
  void it_agrees_with_the_published_vectors(String seed, String randomness, String secret) {
    byte[] privateKey = HexFormat.of().parseHex(seed);
    SecureRandom random = new FixedSecureRandom(HexFormat.of().parseHex(randomness));
    SecretWithEncapsulation made = XWing.encapsulate(XWing.publicKey(privateKey), random);
    assertThat(HexFormat.of().formatHex(made.getSecret())).isEqualTo(secret);
    assertThat(made.getEncapsulation()).hasSize(XWing.ENCAPSULATION_BYTES);
    assertThat(XWing.decapsulate(privateKey, made.getEncapsulation()))
        .isEqualTo(HexFormat.of().parseHex(secret))
        .hasSize(XWing.SECRET_BYTES);
  }

  /** SHA-256 of the third vector's ciphertext, as the draft prints it. */
  @Test
  void its_encapsulation_is_the_published_one() throws GeneralSecurityException {
    byte[] privateKey =
        HexFormat.of().parseHex("ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9");
    byte[] randomness =
        HexFormat.of()
            .parseHex(
                "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619"
                    + "f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b");
    byte[] encapsulation =
        XWing.encapsulate(XWing.publicKey(privateKey), new FixedSecureRandom(randomness))
            .getEncapsulation();
    assertThat(MessageDigest.getInstance("SHA-256").digest(encapsulation))
        .asHexString()
        .isEqualToIgnoringCase("d3ca5578500344b5896cffc4fd740c9311946b82951df155e6fd86a7966b43c6");
  }

  @Test
  void an_encapsulation_that_was_altered_in_either_half_gives_another_secret() {
    byte[] seed = new byte[XWing.SEED_BYTES];
    SecretWithEncapsulation made = XWing.encapsulate(XWing.publicKey(seed), new SecureRandom());
    for (int at : new int[] {0, 1087, 1088, 1100}) {
      byte[] altered = made.getEncapsulation();
      altered[at] ^= 1;
      assertThat(XWing.decapsulate(seed, altered)).isNotEqualTo(made.getSecret());
    }
  }

  @Test
  void what_has_another_length_is_refused() {
    assertThatThrownBy(() -> XWing.publicKey(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> XWing.decapsulate(new byte[32], new byte[1119]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HybridKey.ofPublic("pq1", new byte[1215]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HybridKey.ofPrivate("pq 1", new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
