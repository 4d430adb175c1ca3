package org.anabranch.quickstart;

import java.util.concurrent.CountDownLatch;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.PostgresDatabase;

/** Says how to look around by oneself, and keeps everything up meanwhile. */
record Tour(TwoRegionDeployment deployment, String bootstrapServers) {

  void stay() throws InterruptedException {
    System.out.println();
    System.out.println("Everything stays up. Look around:");
    for (Region region : deployment.regions()) {
      PostgresDatabase at = region.database();
      System.out.printf(
          "  %-18s PGPASSWORD=%s psql -h %s -p %d -U %s %s%n",
          region, at.password(), at.host(), at.port(), at.user(), at.name());
    }
    System.out.println("  write in one, read in the other; then");
    System.out.println("    SELECT * FROM anabranch.conflict;");
    System.out.println("    SELECT * FROM anabranch.watermark;");
    System.out.printf(
        "  Connect            curl %sconnectors?expand=status%n", deployment.rest().url());
    System.out.printf("  Kafka              %s%n", bootstrapServers);
    System.out.println("Stop it with Ctrl-C.");
    CountDownLatch interrupted = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(interrupted::countDown, "stop"));
    interrupted.await();
  }
}
