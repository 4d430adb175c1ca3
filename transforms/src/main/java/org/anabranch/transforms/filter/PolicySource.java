package org.anabranch.transforms.filter;

/** Where the policy in force comes from. Safe for several threads. */
@FunctionalInterface
interface PolicySource {

  /** The policy in force at this moment; one record is judged by one of them. */
  ActivePolicy current();
}
