package org.anabranch.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.anabranch.testkit.servers.Await;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two regions merge nested documents path by path. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedDocumentCluster.class)
class MongoPathsIT {
  private static final Document KEY = new Document("_id", "both");
  private static final int ROUNDS = 20;

  private final TwoDocumentRegions deployment;
  private final Agreement agreement;
  private final List<String> sinks = new ArrayList<>();

  MongoPathsIT(DocumentCluster cluster) {
    deployment = new TwoDocumentRegions(cluster, DocumentRegion.BY_FIELD);
    agreement = new Agreement(deployment);
  }

  @AfterEach
  void close() {
    sinks.forEach(deployment.rest()::delete);
    deployment.close();
  }

  @Test
  void what_two_regions_do_at_different_paths_at_once_is_all_there() {
    deployByPath();
    Document first = chat(new Document("theme", "light").append("voice", new Document("speed", 1)));
    deployment.aws().collection("chat").insertOne(first);
    awaitDocument(deployment.gcp(), first);
    // While neither sink runs, neither region sees what the other one does.
    deployment.regions().forEach(region -> deployment.rest().stop(region.sinkName()));
    update(deployment.aws(), Updates.set("settings.voice.speed", 2L));
    update(deployment.aws(), Updates.unset("settings.theme"));
    update(deployment.gcp(), Updates.set("settings.voice.language", null));
    update(deployment.gcp(), Updates.set("settings.tags", List.of(new Document("b", 1))));
    deployment.regions().forEach(region -> deployment.rest().resume(region.sinkName()));

    Document merged =
        chat(
            new Document("voice", new Document("speed", 2L).append("language", null))
                .append("tags", List.of(new Document("b", 1))));
    deployment.regions().forEach(region -> awaitDocument(region, merged));
    deployment
        .regions()
        .forEach(region -> assertThat(region.kept("conflict").countDocuments()).isZero());
  }

  @Test
  void documents_and_values_in_one_anothers_place_end_equal_and_nobody_goes_on_writing() {
    deployByPath();
    deployment.aws().collection("chat").insertOne(chat(new Document("at", new Document())));
    awaitDocument(deployment.gcp(), chat(new Document("at", new Document())));
    for (int round = 0; round < ROUNDS; round++) {
      update(deployment.aws(), Updates.set("settings.at", new Document("aws", round)));
      update(deployment.gcp(), Updates.set("settings.at", round % 2 == 0 ? round : new Document()));
      update(
          deployment.gcp(), Updates.set("settings.order" + round % 3, new Document("gcp", round)));
      update(
          deployment.aws(), Updates.set("settings.order" + round % 3, new Document("aws", round)));
    }

    Await.until(
        "both regions are the same",
        Await.DEADLINE,
        () -> deployment.regions().stream().map(MongoPathsIT::document).distinct().toList(),
        documents -> documents.size() == 1);
    agreement.awaitSilence();
    agreement.awaitForgottenAmongOthers();
    assertThat(document(deployment.aws())).isEqualTo(document(deployment.gcp()));
  }

  /** Empty where there is none. The order of fields is not compared: documents are maps. */
  private static Document document(DocumentRegion region) {
    return Objects.requireNonNullElseGet(
        region.collection("chat").find(KEY).first(), Document::new);
  }

  private static Document chat(Document settings) {
    return new Document(KEY).append("settings", settings);
  }

  private static void update(DocumentRegion region, Bson update) {
    region.collection("chat").updateOne(KEY, update);
  }

  private static void awaitDocument(DocumentRegion region, Document expected) {
    Await.until(
        "the document is as expected in " + region,
        Await.DEADLINE,
        () -> expected.equals(document(region)));
  }

  private void deployByPath() {
    deployment.deployCaptures();
    String origins =
        deployment.regions().stream().map(DocumentRegion::origin).collect(Collectors.joining(","));
    for (DocumentRegion region : deployment.regions()) {
      sinks.add(region.sinkName());
      String named = DocumentRegion.DATABASE + ".chat.settings:json";
      deployment.rest().put(region.sink(origins).with("merge.columns", named));
    }
    deployment.awaitRunning();
  }
}
