package org.anabranch.testkit.servers;

import com.github.dockerjava.api.model.PortBinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Postgres in a container, of the version that is embedded otherwise. */
final class ContainerPostgresServer implements PostgresServer {
  private static final DockerImageName IMAGE = DockerImageName.parse("postgres:18.4");
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);

  // Bound by us, since a port that Docker chooses changes when the container is started again.
  private final int port = Ports.free();
  private final GenericContainer<?> container;

  ContainerPostgresServer(PostgresOptions options) {
    container =
        new GenericContainer<>(IMAGE)
            .withEnv("POSTGRES_PASSWORD", password())
            .withExposedPorts(5432)
            .withCreateContainerCmdModifier(
                create ->
                    Objects.requireNonNull(create.getHostConfig())
                        .withPortBindings(PortBinding.parse("127.0.0.1:" + port + ":5432")))
            .withCommand(command(options).toArray(String[]::new));
    container.start();
    awaitConnections();
  }

  private static List<String> command(PostgresOptions options) {
    List<String> command = new ArrayList<>(List.of("postgres"));
    options
        .parameters()
        .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return command;
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void stop() {
    // SIGINT is Postgres' fast shutdown and the image's stop signal.
    container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void startAgain() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    awaitConnections();
  }

  @Override
  public void close() {
    container.close();
  }

  private void awaitConnections() {
    Await.until(
        "Postgres in its container accepts connections on port " + port,
        START_DEADLINE,
        () -> {
          try (var connection = connect()) {
            return connection.isValid(1);
          }
        });
  }
}
