package org.anabranch.converters.registry;

import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one registry of this JVM, which is started for the first and closed after the
 * last of them; each test takes topics of its own.
 */
public final class SharedRegistry implements ParameterResolver {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  /** Made by JUnit. */
  public SharedRegistry() {}

  /** A topic that no other test has. */
  public static String newTopic() {
    return "shop.orders-" + TOPICS.incrementAndGet();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SchemaRegistryServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedRegistry.class))
        .getOrComputeIfAbsent(
            "server", name -> SchemaRegistryServer.start(), SchemaRegistryServer.class);
  }
}
