package org.anabranch.converters.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.anabranch.testkit.context.ContextKind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DictionaryTrainingTest {

  @Test
  void a_dictionary_has_the_id_and_at_most_the_size_that_was_asked_for() {
    TrainedDictionary dictionary = Dictionaries.ofShortEvents(17);
    // RFC 8878, section 5: the magic number 0xEC30A437 and the id, both little-endian.
    assertThat(dictionary.bytes()).startsWith(0x37, 0xA4, 0x30, 0xEC, 17, 0, 0, 0);
    assertThat(dictionary.length()).isBetween(8_000, 16 * 1024);
    assertThat(dictionary.id()).isEqualTo(17);
    assertThat(dictionary.withId(0xFFFF_FFFFL).id()).isEqualTo(0xFFFF_FFFFL);
    assertThat(dictionary).hasToString("dictionary 17 of " + dictionary.length() + " bytes");
    assertThatThrownBy(() -> dictionary.withId(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dictionary.withId(1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_same_records_make_the_same_dictionary() {
    List<byte[]> records = Dictionaries.others(ContextKind.SHORT_EVENTS, 300);
    TrainedDictionary once = DictionaryTraining.train(records, 4_096, 1);
    assertThat(DictionaryTraining.train(records, 4_096, 1).sameAs(once)).isTrue();
  }

  @Test
  void too_few_or_too_short_records_are_refused() {
    List<byte[]> few = Dictionaries.others(ContextKind.SHORT_EVENTS, 99);
    assertThatThrownBy(() -> DictionaryTraining.train(few, 1_024, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99 records of")
        .hasMessageContaining("at least 100 records");
    List<byte[]> some = Dictionaries.others(ContextKind.SHORT_EVENTS, 150);
    assertThatThrownBy(() -> DictionaryTraining.train(some, 16 * 1024, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 times its size");
  }

  @Test
  void what_zstd_itself_refuses_is_told() {
    List<byte[]> records = Dictionaries.others(ContextKind.SHORT_EVENTS, 150);
    // ZDICT_DICTSIZE_MIN in zstd's zdict.h is 256
    assertThatThrownBy(() -> DictionaryTraining.train(records, 255, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("zstd makes no dictionary of 255 bytes");
  }
}
