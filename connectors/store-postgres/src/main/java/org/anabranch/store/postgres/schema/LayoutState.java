package org.anabranch.store.postgres.schema;

/**
 * What one of the sink's tables is like.
 *
 * @param older whether it lacks what was added after it was made
 * @param owned whether the role may mend that
 */
record LayoutState(boolean older, boolean owned) {

  /** Whether it has to be mended, and the sink does not do that itself. */
  boolean unmended(SchemaManagement management) {
    return older && !(owned && management == SchemaManagement.CREATE);
  }
}
