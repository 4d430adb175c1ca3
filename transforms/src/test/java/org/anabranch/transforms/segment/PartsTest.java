package org.anabranch.transforms.segment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.anabranch.records.FormatPage;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.Manifest.InTopic;
import org.anabranch.records.header.ManifestHeader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a content is cut and put together; docs/formats/segments.md has an example. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PartsTest {

  private static final FormatPage PAGE = FormatPage.of("segments.md");

  @Test
  void the_pages_example_is_cut_and_found_whole() {
    List<List<String>> rows = PAGE.rows("| key | value |");
    Manifest manifest = ManifestHeader.decode(PAGE.blocks("vector").get(0).get("header"));
    Parts parts = new Parts(manifest, (InTopic) manifest.place());
    assertThat(rows).hasSize(2);
    for (int number = 0; number < 2; number++) {
      List<String> row = rows.get(number);
      PartName name = new PartName(manifest.sha256(), number, 2);
      assertThat(new String(name.toBytes(), US_ASCII)).isEqualTo(row.get(0));
      byte[] cut = Parts.cut("abc".getBytes(US_ASCII), number, 2);
      assertThat(cut).isEqualTo(row.get(1).getBytes(US_ASCII));
      assertThat(parts.whole()).isNull();
      parts.offer(name.toBytes(), cut);
    }
    assertThat(parts.whole()).isEqualTo("abc".getBytes(US_ASCII));
  }

  /** In any order, twice, and also where the last parts have nothing left. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatever_is_cut_comes_together(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] content = new byte[1 + random.nextInt(40)];
      random.nextBytes(content);
      int number = 1 + random.nextInt(content.length);
      InTopic place = new InTopic("t", "p", 0, number, 0);
      Manifest manifest = new Manifest(ContentHash.of(content), content.length, place);
      Parts parts = new Parts(manifest, place);
      while (parts.whole() == null) {
        int one = random.nextInt(number);
        byte[] key = new PartName(manifest.sha256(), one, number).toBytes();
        parts.offer(key, Parts.cut(content, one, number));
      }
      assertThat(parts.whole()).as("seed %d, round %d", seed, round).isEqualTo(content);
      assertThat(parts.damaged()).isFalse();
    }
  }
}
