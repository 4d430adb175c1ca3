package org.anabranch.residency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.operations.OperationsPage;
import org.anabranch.operations.Shell;
import org.anabranch.residency.ResidencyServers.Site;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The consent topic and the audit of the region from which records come. */
final class ConsentsAndAudit {

  private static final String TRANSFORM = "transforms.residency.";
  private static final Pattern CHAIN =
      Pattern.compile("audit-(\\d+): (\\d+) records, .*last hash ([0-9a-f]{64})");

  /** Before all other rules of the policy. */
  private static final String RULE =
      """
      consents:
        abroad: {topic: consent, subject: customer_id}
      rules:
        - name: without-consent
          tables: [assistant\\.customer]
          when: row.customer_id == 'c-tom' && !consented('abroad')
          then: withhold
      """;

  private final Site site;

  ConsentsAndAudit(Site site) {
    this.site = site;
  }

  /** With an audit topic; it and the consent topic are created. */
  ConnectorConfig audited(ConnectorConfig mirror) {
    site.broker().createTopic("consent", 2);
    site.broker().createTopic("audit", 4);
    return mirror
        .with(TRANSFORM + "audit.topic", "audit")
        .with(TRANSFORM + "audit.bootstrap.servers", site.broker().bootstrapServers());
  }

  /** Runs what the page says, with what the mirror has written. */
  void checkAudit() {
    List<String> commands = OperationsPage.read("audit").commands("Is it whole?", 2);
    Shell shell = new Shell(Map.of("KAFKA", site.broker().bootstrapServers()), Map.of());
    Matcher chain = CHAIN.matcher(shell.run(commands.get(0)));
    int records = 0;
    while (chain.find()) {
      records += Integer.parseInt(chain.group(2));
      shell.with(Map.of("PARTITION", chain.group(1), "HASH", chain.group(3))).run(commands.get(1));
    }
    assertThat(records).isPositive();
  }

  /** Tells whether a customer agrees to be served from abroad. */
  void tell(String customer, boolean granted) {
    Map<String, Object> settings = Map.of("bootstrap.servers", site.broker().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      String value = "{\"abroad\": %s}".formatted(granted);
      producer.send(new ProducerRecord<>("consent", customer, value)).get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The mirror with a rule that asks for consent, and the connector that sends rows again. */
  void deploy(ConnectorConfig mirror, String policy) {
    Map<String, String> settings = new HashMap<>(mirror.settings());
    settings.remove(TRANSFORM + "policy.file");
    settings.put(TRANSFORM + "policy", policy.replace("rules:\n", RULE));
    settings.put(TRANSFORM + "consent.bootstrap.servers", site.broker().bootstrapServers());
    settings.put(TRANSFORM + "consent.lag.max.ms", "2000");
    site.worker().rest().replace(new ConnectorConfig(mirror.name(), settings));
    ConnectorConfig resend =
        ConnectorConfig.read(
            ResidencyServers.FILES.resolve(site.region().origin() + "-consent.json"), Map.of());
    site.worker().rest().put(resend.with("resend.delay.ms", "4000"));
    site.worker().rest().awaitRunning(resend.name());
  }
}
