package org.anabranch.transforms.policy.condition;

import org.anabranch.transforms.policy.document.Position;

/**
 * A field that a condition reads.
 *
 * @param variable row, before or key, or another variable of conditions
 * @param test whether the condition only asks if the field is there
 */
public record FieldRead(String variable, String field, boolean test, Position position) {}
