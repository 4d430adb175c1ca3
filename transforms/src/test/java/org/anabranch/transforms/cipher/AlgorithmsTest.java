package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.anabranch.keys.WipedKeyException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The algorithms against vectors of those who published them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AlgorithmsTest {

  private static final HexFormat HEX = HexFormat.of();

  /** Test case 16 of the GCM specification that was submitted to NIST (McGrew and Viega). */
  @Test
  void aes_gcm_is_that_of_its_specification() throws GeneralSecurityException {
    byte[] plain =
        HEX.parseHex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    byte[] associated = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    byte[] nonce = HEX.parseHex("cafebabefacedbaddecaf888");
    String key = "feffe9928665731c6d6a8f9467308308";
    byte[] out = Arrays.copyOf(nonce, nonce.length + plain.length + AesGcm.TAG_BYTES);
    try (AesGcm gcm = new AesGcm(HEX.parseHex(key + key))) {
      gcm.seal(plain, associated, out, 0);
      assertThat(HEX.formatHex(out, nonce.length, out.length))
          .isEqualTo(
              "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                  + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                  + "76fc6ece0f4e1768cddf8853bb2d551b");
      assertThat(gcm.open(out, 0, associated)).isEqualTo(plain);
    }
  }

  /**
   * By OpenSSL, since RFC 5297 has no vectors of this key size (the reader in Node has those):
   *
   * <pre>
   * python3 -c "from cryptography.hazmat.primitives.ciphers.aead import AESSIV
   * print(AESSIV(bytes(range(64))).encrypt(bytes(range(40)), [b'associated data']).hex())"
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({
    "associated data, 40, 86b46e2a1caf566f03faa6e382b1edd64e7e67bf00b0d5be1e4a85a3484a0360"
        + "90bd21d01efc43d5eaa0920808c332056bf3bda7dcb4a9aa",
    "x, 5, 0a47ff6028b1f23ca06d7508f9c858bd1be5ca428f"
  })
  void aes_siv_is_that_of_openssl(String associated, int size, String sealed)
      throws GeneralSecurityException {
    byte[] ascii = associated.getBytes(StandardCharsets.US_ASCII);
    try (AesSivKey siv = new AesSivKey(TestKeys.bytes(0, 64))) {
      byte[] plain = TestKeys.bytes(0, size);
      assertThat(HEX.formatHex(siv.seal(plain, ascii, new byte[0]))).isEqualTo(sealed);
      assertThat(siv.open(HEX.parseHex(sealed), 0, ascii)).isEqualTo(plain);
    }
  }

  /** NIST's samples 7 and 8 of FF1 with AES-256, of the examples beside SP 800-38G. */
  @ParameterizedTest
  @CsvSource({"'', 0123456789, 6657667009", "39383736353433323130, 0123456789, 1001623463"})
  void ff1_is_that_of_nist(String tweak, String plain, String encrypted) {
    String key = "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94";
    byte[] digits = digits(plain);
    try (Ff1 ff1 = new Ff1(HEX.parseHex(key))) {
      ff1.replace(digits, HEX.parseHex(tweak), true);
      assertThat(digits).isEqualTo(digits(encrypted));
      ff1.replace(digits, HEX.parseHex(tweak), false);
      assertThat(digits).isEqualTo(digits(plain));
    }
  }

  /** RFC 4231, test cases 1 and 2. */
  @ParameterizedTest
  @CsvSource({
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There,"
        + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, what do ya want for nothing?,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  })
  void hmac_is_that_of_its_rfc(String key, String text, String hash) {
    try (HmacSha256 hmac = new HmacSha256(HEX.parseHex(key))) {
      byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
      assertThat(HEX.formatHex(hmac.of(ascii))).isEqualTo(hash);
    }
  }

  @Test
  void none_goes_on_with_a_key_that_was_wiped() throws GeneralSecurityException {
    AesGcm gcm = new AesGcm(new byte[32]);
    gcm.close();
    assertThatThrownBy(() -> gcm.seal(new byte[1], new byte[1], new byte[29], 0))
        .isInstanceOf(WipedKeyException.class);
    AesSivKey siv = new AesSivKey(new byte[64]);
    siv.close();
    assertThatThrownBy(() -> siv.seal(new byte[1], new byte[1], new byte[0]))
        .isInstanceOf(WipedKeyException.class);
    Ff1 ff1 = new Ff1(new byte[32]);
    ff1.close();
    assertThatThrownBy(() -> ff1.replace(new byte[6], new byte[0], true))
        .isInstanceOf(WipedKeyException.class);
    HmacSha256 hmac = new HmacSha256(new byte[32]);
    hmac.close();
    assertThatThrownBy(() -> hmac.of(new byte[1])).isInstanceOf(WipedKeyException.class);
  }

  @Test
  void nonces_do_not_come_twice() {
    Nonces nonces = new RandomNonces();
    byte[] nonce = new byte[Nonces.BYTES];
    assertThat(
            IntStream.range(0, 10_000)
                .mapToObj(
                    i -> {
                      nonces.next(nonce, 0);
                      return HEX.formatHex(nonce);
                    })
                .distinct())
        .hasSize(10_000);
  }

  private static byte[] digits(String text) {
    byte[] digits = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < digits.length; i++) {
      digits[i] -= (byte) '0';
    }
    return digits;
  }
}
