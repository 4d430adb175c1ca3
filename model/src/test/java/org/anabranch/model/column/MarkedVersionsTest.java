package org.anabranch.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.anabranch.model.Seeds;
import org.anabranch.model.column.MarkedText.Section;
import org.anabranch.model.column.Writes.Write;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MarkedVersionsTest {

  private static final int SEEDS = 3_000;
  private static final List<String> ORIGINS = List.of("aws", "azure", "gcp");

  /** What lines are made of that have been taken for markers before, or may be. */
  private static final List<String> LINES =
      List.of(
          "",
          "a",
          "b",
          "<<<<<<< aws",
          "======= gcp",
          "=======",
          ">>>>>>>",
          ">>>>>>> gcp",
          "======== gcp",
          " ======= gcp",
          "<<<<<<<< aws",
          ">>>>>>>>",
          "======= gcp\r");

  private static Write<String> write(long stamp, String origin, @Nullable String value) {
    return new Write<>(new ChangeId(new Origin(origin), new Stamp(stamp)), value);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static @Nullable String marked(Write<String>... writes) {
    return marked(List.of(writes));
  }

  private static @Nullable String marked(List<Write<String>> writes) {
    TreeMap<ChangeId, Write<String>> ordered = new TreeMap<>();
    writes.forEach(write -> ordered.put(write.id(), write));
    Collection<Write<String>> values = ordered.values();
    return new MarkedVersions().of(values);
  }

  private static String text(@Nullable String marked) {
    return Objects.requireNonNull(marked);
  }

  @Test
  void both_versions_are_kept_under_the_name_of_their_region() {
    assertThat(marked(write(2, "gcp", "two\nlines"), write(1, "aws", "one line")))
        .isEqualTo(
            """
            <<<<<<< aws
            one line
            ======= gcp
            two
            lines
            >>>>>>>""");
  }

  @Test
  void of_equal_stamps_the_lower_origin_is_first() {
    assertThat(marked(write(1, "gcp", "g"), write(1, "azure", "z"), write(1, "aws", "a")))
        .isEqualTo("<<<<<<< aws\na\n======= azure\nz\n======= gcp\ng\n>>>>>>>");
  }

  @Test
  void of_equal_versions_there_is_one() {
    assertThat(marked(write(1, "aws", "same"), write(2, "gcp", "same"))).isEqualTo("same");
    assertThat(marked(write(1, "aws", "x"), write(2, "azure", "y"), write(3, "gcp", "x")))
        .isEqualTo("<<<<<<< aws\nx\n======= azure\ny\n>>>>>>>");
  }

  @Test
  void of_nulls_and_a_version_it_is_the_version() {
    assertThat(marked(write(1, "aws", "kept"), write(2, "gcp", null))).isEqualTo("kept");
    assertThat(marked(write(1, "aws", null), write(2, "gcp", null))).isNull();
  }

  @Test
  void an_empty_version_is_one() {
    assertThat(marked(write(1, "aws", ""), write(2, "gcp", "x")))
        .isEqualTo("<<<<<<< aws\n\n======= gcp\nx\n>>>>>>>");
  }

  @Test
  void a_marked_text_and_a_version_in_it_are_that_text() {
    String before = text(marked(write(1, "aws", "a"), write(2, "gcp", "b")));
    assertThat(marked(write(3, "aws", before), write(4, "gcp", "b"))).isEqualTo(before);
    assertThat(marked(write(3, "azure", "b"), write(4, "gcp", before))).isEqualTo(before);
    assertThat(marked(write(3, "aws", before), write(4, "gcp", before))).isEqualTo(before);
  }

  @Test
  void a_marked_text_and_another_version_are_marked_once() {
    String before = text(marked(write(1, "aws", "a"), write(2, "gcp", "b")));
    assertThat(marked(write(3, "aws", before), write(4, "gcp", "settled")))
        .isEqualTo("<<<<<<< aws\na\n======= gcp\nb\n======= gcp\nsettled\n>>>>>>>");
    String other = text(marked(write(1, "aws", "a"), write(2, "azure", "c")));
    assertThat(marked(write(3, "aws", before), write(4, "gcp", other)))
        .isEqualTo("<<<<<<< aws\na\n======= gcp\nb\n======= azure\nc\n>>>>>>>");
  }

  @Test
  void a_marked_text_that_somebody_has_edited_is_still_one() {
    assertThat(
            marked(
                write(3, "aws", "<<<<<<< aws\na, edited\n=======\n======= gcp\nb\n>>>>>>>"),
                write(4, "gcp", "b")))
        .isEqualTo("<<<<<<<< aws\na, edited\n=======\n======== gcp\nb\n>>>>>>>>");
  }

  @Test
  void where_all_sections_were_made_alike_it_is_settled() {
    assertThat(
            marked(
                write(3, "aws", "<<<<<<< aws\nx\n======= gcp\nx\n>>>>>>>"), write(4, "gcp", "x")))
        .isEqualTo("x");
  }

  @Test
  void a_marker_without_lines_below_it_is_no_section() {
    String cut = "<<<<<<< aws\n======= gcp\nb\n>>>>>>>";
    assertThat(marked(write(1, "aws", cut), write(2, "gcp", "b")))
        .isEqualTo("<<<<<<<< aws\n" + cut + "\n======== gcp\nb\n>>>>>>>>");
  }

  @Test
  void half_a_marked_text_is_a_version_in_longer_marks() {
    String half = "<<<<<<< aws\na\n======= gcp\nb";
    assertThat(marked(write(1, "aws", half), write(2, "gcp", "c")))
        .isEqualTo("<<<<<<<< aws\n" + half + "\n======== gcp\nc\n>>>>>>>>");
  }

  private static String lines(Random random) {
    List<String> lines = new ArrayList<>();
    for (int count = 1 + random.nextInt(4); count > 0; count--) {
      lines.add(LINES.get(random.nextInt(LINES.size())));
    }
    return String.join("\n", lines);
  }

  @Test
  void what_is_printed_is_read_again() {
    check(
        seed -> {
          Random random = new Random(seed);
          List<Section> sections = new ArrayList<>();
          for (int count = 2 + random.nextInt(3); count > 0; count--) {
            sections.add(new Section(ORIGINS.get(random.nextInt(3)), lines(random)));
          }
          assertThat(MarkedText.read(new MarkedText(sections).print()).sections())
              .isEqualTo(sections);
        });
  }

  @Test
  void no_version_is_lost_and_none_is_there_twice() {
    check(
        seed -> {
          Random random = new Random(seed);
          List<Write<String>> writes = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            writes.add(write(random.nextInt(3), ORIGINS.get(i), value(random)));
          }
          String merged = text(marked(writes));
          List<String> versions = versions(merged);
          assertThat(versions).doesNotHaveDuplicates();
          for (Write<String> write : writes) {
            assertThat(versions).containsAll(versions(text(write.value())));
            assertThat(marked(write(7, "aws", merged), write(8, "gcp", write.value())))
                .isEqualTo(merged);
          }
        });
  }

  private static String value(Random random) {
    return random.nextInt(3) > 0
        ? lines(random)
        : text(marked(write(1, "aws", lines(random)), write(2, "gcp", lines(random))));
  }

  /** Of a text that is not marked, the text. */
  private static List<String> versions(String text) {
    List<String> versions = new ArrayList<>();
    MarkedText.read(text).sections().forEach(section -> versions.add(section.text()));
    return versions.isEmpty() ? List.of(text) : versions;
  }

  private static void check(LongConsumer check) {
    Seeds.check(SEEDS, "model", MarkedVersionsTest.class, check);
  }
}
