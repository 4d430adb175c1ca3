package org.anabranch.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.anabranch.regions.MixedDeployment;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * Says how to look around by oneself, and keeps everything up meanwhile.
 *
 * @param databases a line for each that says how to get in
 */
record Tour(List<String> databases, ConnectRest rest, String bootstrapServers) {

  static Tour of(TwoRegionDeployment deployment, String bootstrapServers) {
    return new Tour(
        deployment.regions().stream().map(Tour::psql).toList(),
        deployment.rest(),
        bootstrapServers);
  }

  static Tour of(MixedDeployment deployment) {
    List<String> databases = new ArrayList<>(List.of(psql(deployment.tables())));
    databases.add(
        "%-18s mongosh '%s'"
            .formatted(deployment.documents(), deployment.documents().server().uri()));
    return new Tour(databases, deployment.rest(), deployment.broker().bootstrapServers());
  }

  private static String psql(Region region) {
    PostgresDatabase at = region.database();
    return "%-18s PGPASSWORD=%s psql -h %s -p %d -U %s %s"
        .formatted(region, at.password(), at.host(), at.port(), at.user(), at.name());
  }

  void stay() throws InterruptedException {
    System.out.println();
    System.out.println("Everything stays up. Look around:");
    databases.forEach(line -> System.out.println("  " + line));
    System.out.println("  write in one, read in the other; then");
    System.out.println("    SELECT * FROM anabranch.conflict;");
    System.out.println("    SELECT * FROM anabranch.watermark;");
    System.out.printf("  Connect            curl %sconnectors?expand=status%n", rest.url());
    System.out.printf("  Kafka              %s%n", bootstrapServers);
    System.out.println("Stop it with Ctrl-C.");
    CountDownLatch interrupted = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(interrupted::countDown, "stop"));
    interrupted.await();
  }
}
