package org.anabranch.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.anabranch.testkit.servers.PluginDirectories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArchitectureTest {

  /** Of each module's packages, what others of ours they may use. */
  private static final Map<String, List<String>> EDGES =
      Map.ofEntries(
          entry("org.anabranch.model"),
          entry("org.anabranch.records", "org.anabranch.model"),
          entry("org.anabranch.capture", "org.anabranch.model", "org.anabranch.records"),
          entry(
              "org.anabranch.capture.postgres",
              "org.anabranch.model",
              "org.anabranch.records",
              "org.anabranch.capture"),
          entry(
              "org.anabranch.capture.mongodb",
              "org.anabranch.model",
              "org.anabranch.records",
              "org.anabranch.capture"),
          entry("org.anabranch.merge.function"),
          entry(
              "org.anabranch.sink",
              "org.anabranch.model",
              "org.anabranch.records",
              "org.anabranch.merge.function"),
          entry(
              "org.anabranch.store.postgres",
              "org.anabranch.model",
              "org.anabranch.records",
              "org.anabranch.sink"),
          entry(
              "org.anabranch.store.mongodb",
              "org.anabranch.model",
              "org.anabranch.records",
              "org.anabranch.sink"),
          entry("org.anabranch.keys", "org.anabranch.model", "org.anabranch.records"),
          entry("org.anabranch.keys.aws", "org.anabranch.records", "org.anabranch.keys"),
          entry("org.anabranch.keys.gcp", "org.anabranch.records", "org.anabranch.keys"),
          entry("org.anabranch.keys.azure", "org.anabranch.records", "org.anabranch.keys"),
          entry(
              "org.anabranch.transforms",
              "org.anabranch.model",
              "org.anabranch.records",
              "org.anabranch.keys"),
          entry("org.anabranch.parts.s3", "org.anabranch.transforms"),
          entry("org.anabranch.converters", "org.anabranch.model", "org.anabranch.records"),
          entry(
              "org.anabranch.benchmarks",
              "org.anabranch.model",
              "org.anabranch.records",
              "org.anabranch.keys",
              "org.anabranch.transforms",
              "org.anabranch.converters",
              "org.anabranch.testkit"),
          entry(
              "org.anabranch.tools",
              "org.anabranch.model",
              "org.anabranch.records",
              "org.anabranch.keys",
              "org.anabranch.transforms",
              "org.anabranch.converters"));

  private static Map.Entry<String, List<String>> entry(String module, String... allowed) {
    return Map.entry(module, List.of(allowed));
  }

  private static final Pattern JUNK_DRAWER =
      Pattern.compile(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common|Misc|Stuff)");

  private static JavaClasses ours = new ClassFileImporter().importPackages();

  @BeforeAll
  static void read() throws IOException {
    // No deeper: what other modules' tests write under target may be gone again.
    try (Stream<Path> directories =
        Files.find(PluginDirectories.projectRoot(), 2, (path, is) -> is.isDirectory())) {
      ours =
          new ClassFileImporter()
              // Not ours: JMH generates it around the benchmarks.
              .withImportOption(location -> !location.contains("/jmh_generated/"))
              .importPaths(
                  directories
                      .map(module -> module.resolve("target/classes"))
                      .filter(Files::isDirectory)
                      .toList());
    }
  }

  @Test
  void every_module_is_seen() {
    for (String module : EDGES.keySet()) {
      assertThat(ours.stream().filter(in(module))).as(module).isNotEmpty();
    }
  }

  @Test
  void modules_use_only_those_that_the_design_allows() {
    EDGES.forEach(
        (module, allowed) ->
            noClasses()
                .that(in(module))
                .should()
                .dependOnClassesThat(
                    in("org.anabranch")
                        .and(DescribedPredicate.not(in(module)))
                        .and(DescribedPredicate.not(inAny(allowed))))
                .allowEmptyShould(false)
                .check(ours));
  }

  @Test
  void the_model_knows_nothing_but_java() {
    classes()
        .that(in("org.anabranch.model"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.anabranch.model..", "org.jspecify.annotations..")
        .check(ours);
    noClasses()
        .that(in("org.anabranch.model"))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(ours);
  }

  /** Users compile against it, and it lies beside their jars. */
  @Test
  void what_users_implement_knows_nothing_but_java() {
    classes()
        .that(in("org.anabranch.merge.function"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.anabranch.merge.function..", "org.jspecify.annotations..")
        .check(ours);
  }

  @Test
  void the_engines_know_no_database() {
    noClasses()
        .that(in("org.anabranch.sink").or(in("org.anabranch.capture")))
        .and(DescribedPredicate.not(in("org.anabranch.capture.postgres")))
        .and(DescribedPredicate.not(in("org.anabranch.capture.mongodb")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..", "javax.sql..", "org.postgresql..", "com.mongodb..", "io.debezium..")
        .check(ours);
  }

  @Test
  void packages_do_not_go_in_circles() {
    slices().matching("org.anabranch.(**)").should().beFreeOfCycles().check(ours);
  }

  @Test
  void no_name_is_a_junk_drawer() {
    noClasses()
        .that(in("org.anabranch"))
        .should()
        .haveNameMatching(JUNK_DRAWER.pattern())
        .orShould()
        .resideInAnyPackage(
            "..util..", "..utils..", "..helper..", "..common..", "..misc..", "..data..")
        .check(ours);
  }

  @Test
  void every_package_is_null_marked() {
    classes()
        .that(in("org.anabranch"))
        .should()
        .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
        .orShould(new InNullMarkedPackage())
        .check(ours);
  }

  /** A module's own packages: those below another module's root belong to that one. */
  private static DescribedPredicate<JavaClass> in(String root) {
    return DescribedPredicate.describe(
        "in " + root,
        type -> {
          String name = type.getPackageName();
          boolean below = name.equals(root) || name.startsWith(root + ".");
          return below
              && (root.equals("org.anabranch")
                  || EDGES.keySet().stream()
                      .filter(other -> other.length() > root.length())
                      .noneMatch(other -> name.equals(other) || name.startsWith(other + ".")));
        });
  }

  private static DescribedPredicate<JavaClass> inAny(List<String> roots) {
    return DescribedPredicate.describe(
        "in any of " + roots, type -> roots.stream().anyMatch(root -> in(root).test(type)));
  }
}
