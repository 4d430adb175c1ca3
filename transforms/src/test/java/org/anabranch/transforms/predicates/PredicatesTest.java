package org.anabranch.transforms.predicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.ServiceLoader;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.header.MalformedHeaderException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PredicatesTest {

  private static SourceRecord record() {
    return new SourceRecord(Map.of(), Map.of(), "t", null, "value");
  }

  private static SourceRecord stamped(String header) {
    SourceRecord record = record();
    record.headers().addString(ChangeHeader.NAME, header);
    return record;
  }

  private static String madeIn(String origin) {
    return ChangeHeader.encode(
        new Change(
            ChangeKind.MARK,
            new ChangeId(new Origin(origin), new Stamp(7)),
            new Stamp(7),
            1,
            new TableName("app", "t"),
            Operation.NONE,
            null,
            new Lane(0, 1),
            VersionVector.EMPTY,
            null,
            0,
            0,
            ColumnMarks.NONE));
  }

  private static OriginIs<SourceRecord> originIs(String origins) {
    OriginIs<SourceRecord> predicate = new OriginIs<>();
    predicate.configure(Map.of("origins", origins));
    return predicate;
  }

  @Test
  void a_change_is_of_the_origin_where_it_was_made() {
    assertThat(originIs("a,b").test(stamped(madeIn("b")))).isTrue();
    assertThat(originIs("a,b").test(stamped(madeIn("c")))).isFalse();
    assertThat(originIs("a,b").test(record())).isFalse();
    assertThatThrownBy(() -> originIs("a").test(stamped("ab1:x")))
        .isInstanceOf(MalformedHeaderException.class);
  }

  @Test
  void a_stamped_record_has_a_version() {
    HasVersion<SourceRecord> predicate = new HasVersion<>();
    predicate.configure(Map.of());
    assertThat(predicate.test(stamped(madeIn("a")))).isTrue();
    assertThat(predicate.test(stamped("ab9:of tomorrow"))).isTrue();
    assertThat(predicate.test(record())).isFalse();
  }

  @Test
  void origins_are_named_as_origins_are() {
    assertThatThrownBy(() -> originIs("")).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> originIs("a b"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("letters, digits");
  }

  @Test
  void connect_finds_them() {
    assertThat(ServiceLoader.load(Predicate.class).stream().map(ServiceLoader.Provider::type))
        .map(Class::getName)
        .contains(
            OriginIs.class.getName(), HasVersion.class.getName(), DestinationMay.class.getName());
  }
}
