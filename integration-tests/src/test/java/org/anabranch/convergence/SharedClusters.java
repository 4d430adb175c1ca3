package org.anabranch.convergence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Lends a {@link TwoRegionCluster} to each class of tests until its last test has ended: clusters
 * take longer to start than many tests to run. There are as many as classes run at once, and they
 * stop with the last test of the JVM. Each class finds what others left: it deploys regions of its
 * own ({@link TwoRegionCluster#another}) and undeploys them.
 */
public final class SharedClusters implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SharedClusters.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == TwoRegionCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return lend(test);
  }

  /** The one that the class of this test has, or gets by this. */
  public static TwoRegionCluster lend(ExtensionContext test) {
    Clusters clusters =
        test.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
            .getOrComputeIfAbsent(Clusters.class, type -> new Clusters(), Clusters.class);
    return ofClass(test)
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Loan.class, type -> new Loan(clusters), Loan.class)
        .cluster;
  }

  /** Where what is stored ends with the last test of the class. */
  private static ExtensionContext ofClass(ExtensionContext test) {
    return test.getTestMethod().isPresent() ? ofClass(test.getParent().orElseThrow()) : test;
  }

  private static final class Loan implements AutoCloseable {
    private final Clusters clusters;
    private final TwoRegionCluster cluster;

    Loan(Clusters clusters) {
      this.clusters = clusters;
      this.cluster = clusters.take();
    }

    @Override
    public void close() {
      clusters.giveBack(cluster);
    }
  }

  private static final class Clusters implements AutoCloseable {
    private final List<TwoRegionCluster> all = new ArrayList<>();
    private final Deque<TwoRegionCluster> free = new ArrayDeque<>();

    TwoRegionCluster take() {
      synchronized (this) {
        if (!free.isEmpty()) {
          return free.pop();
        }
      }
      TwoRegionCluster started =
          TwoRegionCluster.start("anabranch-transforms", "anabranch-converters");
      synchronized (this) {
        all.add(started);
      }
      return started;
    }

    synchronized void giveBack(TwoRegionCluster cluster) {
      free.push(cluster);
    }

    @Override
    public synchronized void close() {
      all.forEach(TwoRegionCluster::close);
    }
  }
}
