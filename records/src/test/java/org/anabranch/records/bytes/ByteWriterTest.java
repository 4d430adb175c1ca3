package org.anabranch.records.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ByteWriterTest {

  @Test
  void writes_numbers_with_the_highest_byte_first() {
    assertThat(written(out -> out.int32(0x01020304))).isEqualTo("01020304");
    assertThat(written(out -> out.int64(-2))).isEqualTo("fffffffffffffffe");
    assertThat(written(out -> out.octet(255))).isEqualTo("ff");
  }

  /** The example of the DWARF standard for unsigned LEB128: 624485. */
  @Test
  void writes_varints_with_the_lowest_seven_bits_first() {
    assertThat(written(out -> out.varint(624485))).isEqualTo("e58e26");
    assertThat(written(out -> out.varint(0))).isEqualTo("00");
    assertThat(written(out -> out.varint(-1))).isEqualTo("ffffffffffffffffff01");
    assertThat(ByteWriter.varintSize(127)).isEqualTo(1);
    assertThat(ByteWriter.varintSize(128)).isEqualTo(2);
    assertThat(ByteWriter.varintSize(-1)).isEqualTo(10);
  }

  @Test
  void writes_bytes_whole_or_in_part() {
    byte[] bytes = {1, 2, 3, 4};
    assertThat(written(out -> out.bytes(bytes))).isEqualTo("01020304");
    assertThat(written(out -> out.bytes(bytes, 1, 2))).isEqualTo("0203");
  }

  @Test
  void writes_text_behind_its_length_in_bytes() {
    assertThat(written(out -> out.text("abc"))).isEqualTo("03616263");
    assertThat(written(out -> out.text("aé"))).isEqualTo("0361c3a9");
    assertThat(written(out -> out.text("é".repeat(64)))).startsWith("8001c3a9").hasSize(4 + 256);
  }

  @Test
  void puts_a_length_in_front_afterwards() {
    assertThat(
            written(
                out -> {
                  out.octet(9);
                  int start = out.size();
                  out.bytes(new byte[200]);
                  out.lengthSince(start);
                  out.octet(8);
                }))
        .startsWith("09c80100")
        .endsWith("0008")
        .hasSize(2 * 204);
  }

  /** The check value of CRC-32C in the catalogue of parametrised CRC algorithms. */
  @Test
  void sums_up_what_was_written() {
    ByteWriter out = new ByteWriter(1);
    out.bytes("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(out.checksum()).isEqualTo(0xe3069283);
  }

  private static String written(Consumer<ByteWriter> what) {
    ByteWriter out = new ByteWriter(0);
    what.accept(out);
    return HexFormat.of().formatHex(out.toBytes());
  }
}
