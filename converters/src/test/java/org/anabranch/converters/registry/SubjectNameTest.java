package org.anabranch.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubjectNameTest {

  private static SubjectName parsed(String text) {
    return SubjectName.parse("value.subject.name.strategy", text);
  }

  @Test
  void words_and_confluents_class_names_are_read() {
    assertThat(parsed("topic")).isEqualTo(SubjectName.TOPIC);
    assertThat(parsed("TopicNameStrategy")).isEqualTo(SubjectName.TOPIC);
    assertThat(parsed("io.confluent.kafka.serializers.subject.TopicNameStrategy"))
        .isEqualTo(SubjectName.TOPIC);
    assertThat(parsed("record")).isEqualTo(SubjectName.RECORD);
    assertThat(parsed("io.confluent.kafka.serializers.subject.RecordNameStrategy"))
        .isEqualTo(SubjectName.RECORD);
    assertThat(parsed("topic-record")).isEqualTo(SubjectName.TOPIC_RECORD);
    assertThat(parsed("TopicRecordNameStrategy")).isEqualTo(SubjectName.TOPIC_RECORD);
    assertThatThrownBy(() -> parsed("com.example.MyStrategy"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("delegate.class");
  }

  @Test
  void subjects_have_the_names_that_others_give_them() {
    assertThat(SubjectName.TOPIC.of("orders", false, Registries.ORDER)).isEqualTo("orders-value");
    assertThat(SubjectName.TOPIC.of("orders", true, Registries.ORDER)).isEqualTo("orders-key");
    assertThat(SubjectName.RECORD.of("orders", true, Registries.ORDER)).isEqualTo("shop.Order");
    assertThat(SubjectName.TOPIC_RECORD.of("orders", false, Registries.ORDER))
        .isEqualTo("orders-shop.Order");
  }

  @Test
  void a_record_that_may_be_null_is_named_as_itself() {
    Schema optional = Schema.createUnion(Schema.create(Schema.Type.NULL), Registries.ORDER);
    assertThat(SubjectName.RECORD.of("orders", false, optional)).isEqualTo("shop.Order");
  }

  @Test
  void what_is_no_record_has_no_name() {
    assertThatThrownBy(() -> SubjectName.RECORD.of("orders", true, Schema.create(Schema.Type.LONG)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("key.subject.name.strategy=record")
        .hasMessageContaining("orders")
        .hasMessageContaining("LONG");
  }
}
