package org.anabranch.capture.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The rule of docs/decisions/028, also in what no server can be made to do at will. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransactionEndsTest {

  private static final long NINE = 9L << 32;

  private final TransactionEnds ends = new TransactionEnds();

  @Test
  void an_event_of_its_own_has_ended_when_the_next_comes() {
    ends.startAt(between("start", NINE));
    read(single("a", NINE + 1));
    assertThat(completed()).isEqualTo("start");
    read(single("b", NINE + 2));
    assertThat(completed()).isEqualTo("a");
    assertThat(ends.position()).isEqualTo(NINE + 1);
  }

  @Test
  void a_transaction_has_ended_when_another_one_or_an_event_of_its_own_comes() {
    ends.startAt(between("start", NINE));
    read(part("a", NINE + 1, "x:1"));
    read(part("b", NINE + 1, "x:1"));
    assertThat(completed()).isEqualTo("start");
    read(part("c", NINE + 2, "x:2"));
    assertThat(completed()).isEqualTo("b");
    read(single("d", NINE + 3));
    assertThat(completed()).isEqualTo("c");
  }

  @Test
  void a_token_between_events_ends_a_transaction_only_behind_its_time() {
    ends.startAt(between("start", NINE));
    read(part("a", NINE + 1, "x:1"));
    read(part("a", NINE + 1, "x:1"));
    read(between("early", NINE + 1));
    assertThat(completed()).isEqualTo("start");
    read(part("b", NINE + 1, "x:1"));
    assertThat(completed()).isEqualTo("start");
    read(between("behind", NINE + 2));
    assertThat(completed()).isEqualTo("behind");
    assertThat(ends.position()).isEqualTo(NINE + 1);
  }

  @Test
  void a_position_is_told_only_once_everything_at_it_was_read() {
    ends.startAt(between("start", NINE));
    read(single("a", NINE + 4));
    read(single("b", NINE + 4));
    assertThat(ends.position()).isEqualTo(NINE + 3);
  }

  @Test
  void without_a_place_to_start_from_the_first_event_comes_again_after_a_restart() {
    ends.startAt(null);
    read(single("a", NINE + 4));
    assertThat(ends.restart()).isEqualTo(Map.of("sec", 9, "ord", 4));
  }

  @Test
  void the_rest_of_a_transaction_in_which_a_snapshot_began_is_passed_over_also_after_a_restart() {
    ends.startAt(part("b", NINE + 1, "{\"id\":1}:7"));
    passesOverTheRest();
    Map<String, Object> stored = new HashMap<>(part("b", NINE + 1, "{\"id\":1}:7").offset());
    assertThat(stored).containsEntry("lsid", "{\"id\":1}").containsEntry("txnNumber", 7L);
    ends.startAt(Place.of(stored));
    passesOverTheRest();
  }

  private void passesOverTheRest() {
    read(part("c", NINE + 1, "{\"id\":1}:7"));
    assertThat(ends.passedOver()).isTrue();
    assertThat(ends.restart()).containsKey("lsid");
    read(part("d", NINE + 1, "{\"id\":1}:7"));
    assertThat(ends.passedOver()).isTrue();
    assertThat(completed()).isEqualTo("b");
    read(part("e", NINE + 2, "{\"id\":1}:8"));
    assertThat(ends.passedOver()).isFalse();
    assertThat(completed()).isEqualTo("d");
    assertThat(ends.restart()).doesNotContainKey("lsid");
  }

  private void read(Place place) {
    ends.read(place);
  }

  private Object completed() {
    return Objects.requireNonNull(ends.restart().get("resume_token"));
  }

  private static Place single(String token, long time) {
    return new Place(token, time, null, true);
  }

  private static Place part(String token, long time, String transaction) {
    return new Place(token, time, transaction, true);
  }

  private static Place between(String token, long time) {
    return new Place(token, time, null, false);
  }
}
