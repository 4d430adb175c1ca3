package org.anabranch.benchmarks;

/** Policies of as many rules as is asked for, all of which read the row. */
final class Policies {

  private static final String HEAD =
      """
      version: 1
      regions:
        aws-eu-central-1: {jurisdiction: EU}
        gcp-us-east1: {jurisdiction: US}
      rules:
      """;

  /** The kinds of condition that policies have; those with a number are as many as needed. */
  private static final String RULES =
      """
        - name: eu-residents-stay
          when: row.country in ['DE', 'FR', 'ES', 'IT'] && destination.jurisdiction != 'EU'
          then: withhold
        - name: minors-stay
          when: row.born_year > 2008
          then: withhold
        - name: opted-out
          when: row.state == 'CA' && row.sale_opt_out
          then: {remove: [email, phone]}
        - name: no-marketing
          when: "!row.marketing"
          then: {remove: [email]}
      """;

  private static final String REMOVING = "  - name: no-ssn\n    then: {remove: [ssn]}\n";
  private static final String KEEPING =
      "  - name: no-tests\n    when: row.ssn == 'test'\n    then: withhold\n";

  private Policies() {}

  /**
   * A policy of so many rules.
   *
   * @param rules at least 6
   * @param alters whether one of them removes a field of every row
   */
  static String of(int rules, boolean alters) {
    StringBuilder text = new StringBuilder(HEAD).append(RULES).append(alters ? REMOVING : KEEPING);
    for (int i = 5; i < rules - 1; i++) {
      text.append(
          """
            - name: plan-%d
              when: row.plan == 'plan-%d' && row.credits > %d
              then: withhold
          """
              .formatted(i, i, i));
    }
    return text.append("  - name: the-rest\n    then: deliver\notherwise: withhold\n").toString();
  }
}
