package org.anabranch.transforms.policy.condition;

import dev.cel.checker.CelChecker;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelSource;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.transforms.policy.document.Passage;
import org.anabranch.transforms.policy.document.PolicyDocument;
import org.anabranch.transforms.policy.document.PolicyDocument.DeclaredTable;
import org.anabranch.transforms.policy.document.Problems;
import org.anabranch.transforms.policy.document.Selection;
import org.jspecify.annotations.Nullable;

/**
 * CEL as a policy's conditions speak it: with the standard's functions and macros, the variables
 * row, before, key, table, origin, destination, headers and op, and the function consented.
 * Conditions are checked against the types that the policy declares.
 */
public final class ConditionLanguage {

  /** What conditions read of. */
  static final Set<String> VARIABLES =
      Set.of("row", "before", "key", "table", "origin", "destination", "headers", "op");

  static final String CONSENTED = "consented";

  static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .enableRegexPartialMatch(true)
          .comprehensionMaxIterations(10_000)
          .build();

  private final PolicyDocument policy;
  private final Problems problems;
  private final CelCompiler untyped;
  private final Map<String, CelChecker> byTable = new LinkedHashMap<>();

  public ConditionLanguage(PolicyDocument policy, Problems problems) {
    this.policy = policy;
    this.problems = problems;
    StructType region = DeclaredTypes.region(policy.regions().values());
    this.untyped = compiler(region, SimpleType.DYN, DeclaredTypes.of(region));
    for (Map.Entry<String, DeclaredTable> table : policy.tables().entrySet()) {
      StructType row = DeclaredTypes.table(table.getKey(), table.getValue().columns());
      byTable.put(table.getKey(), compiler(region, row, DeclaredTypes.of(region, row)));
    }
  }

  private static CelCompiler compiler(StructType region, CelType row, DeclaredTypes types) {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .setOptions(OPTIONS)
        .setTypeProvider(types)
        .addVar("row", row)
        .addVar("before", row)
        .addVar("key", SimpleType.DYN)
        .addVar("table", SimpleType.STRING)
        .addVar("origin", region)
        .addVar("destination", region)
        .addVar("headers", MapType.create(SimpleType.STRING, SimpleType.STRING))
        .addVar("op", SimpleType.STRING)
        .addFunctionDeclarations(
            CelFunctionDecl.newFunctionDeclaration(
                CONSENTED,
                CelOverloadDecl.newGlobalOverload(
                    "consented_string", SimpleType.BOOL, SimpleType.STRING)))
        .setResultType(SimpleType.BOOL)
        .build();
  }

  /**
   * Reads a rule's condition and checks it; adds to the problems what is wrong.
   *
   * @return null where it could not be read
   */
  public @Nullable CheckedCondition read(Passage when, Selection selection) {
    CelValidationResult parsed = untyped.parse(when.text());
    if (!report(parsed, when, "")) {
      return null;
    }
    CelAbstractSyntaxTree tree = tree(parsed);
    boolean sound = new NameCheck(policy, problems, when, tree, selection).check();
    if (!report(untyped.check(tree), when, "") || !sound) {
      return null;
    }
    checkTables(tree, when, selection);
    return new CheckedCondition(when, tree);
  }

  /** A rule for topics alone is for some of the tables, nobody knows which: one has to fit. */
  private void checkTables(CelAbstractSyntaxTree tree, Passage when, Selection selection) {
    boolean one = selection.tables().isEmpty() && !selection.topics().isEmpty();
    List<String> selected = byTable.keySet().stream().filter(selection::selectsTable).toList();
    if (one && selected.stream().anyMatch(table -> !checked(table, tree).hasError())) {
      return;
    }
    for (String table : selected) {
      report(checked(table, tree), when, " (in rows of " + table + ")");
    }
  }

  private CelValidationResult checked(String table, CelAbstractSyntaxTree tree) {
    CelChecker checker = byTable.get(table);
    return checker == null ? untyped.check(tree) : checker.check(tree);
  }

  private boolean report(CelValidationResult result, Passage when, String where) {
    for (CelIssue issue : result.getErrors()) {
      int offset = offset(result.getSource(), issue);
      problems.add(when.position(offset), inOneLine(issue.getMessage()) + where);
    }
    return !result.hasError();
  }

  private static int offset(CelSource source, CelIssue issue) {
    return source.getLocationOffset(issue.getSourceLocation()).orElse(0);
  }

  private static String inOneLine(String message) {
    return message.strip().replaceAll("\\s*\\n\\s*", " ");
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult parsed) {
    try {
      return parsed.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("A result without errors has a tree", e);
    }
  }
}
