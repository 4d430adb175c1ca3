package org.anabranch.tools.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.kafka.TopicReader;
import org.apache.kafka.common.TopicPartition;

/** Reads all partitions of an audit topic, from their begin to where they end at that time. */
public final class AuditTopicReader {

  private final TopicReader reader;

  public AuditTopicReader(TopicReader reader) {
    this.reader = reader;
  }

  /**
   * The chains of a topic's partitions, in their order.
   *
   * @param sought per partition the hashes that have to be found
   * @throws ToolException where the topic cannot be read
   */
  public List<ChainWalk> walk(String topic, Map<Integer, Set<String>> sought) {
    List<ChainWalk> walks = new ArrayList<>();
    for (TopicPartition partition : reader.partitions(topic)) {
      long begin = reader.begin(partition);
      Set<String> hashes = sought.getOrDefault(partition.partition(), Set.of());
      ChainWalk walk = new ChainWalk(partition, begin, hashes);
      reader.read(partition, begin, walk::take);
      walks.add(walk);
    }
    return walks;
  }
}
