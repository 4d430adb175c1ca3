package org.anabranch.mongodb;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all tests the same {@link DocumentCluster}, since it takes longer to start than most run;
 * it stops with the last test of the JVM. Each makes {@link TwoDocumentRegions} of its own on it.
 */
final class SharedDocumentCluster implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedDocumentCluster.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == DocumentCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .getOrComputeIfAbsent(
            DocumentCluster.class, type -> new DocumentCluster(), DocumentCluster.class);
  }
}
