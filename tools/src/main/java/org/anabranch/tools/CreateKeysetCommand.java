package org.anabranch.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.local.Keyset;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.keys.local.KeysetKey;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.keys.KeysetKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anabranch create-keyset}: docs/operations/keys.md. */
@Command(
    name = "create-keyset",
    description =
        "Makes a file of key-encryption keys for kek.provider=local and kek.hybrid, or adds a key to"
            + " one. Prints no key.",
    footer = {"", "Exit status: 0 done, 2 error."},
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class CreateKeysetCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--file",
      required = true,
      paramLabel = "FILE",
      description = "The keyset file. It is made for its owner's eyes alone.")
  private @Nullable Path file;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "The name of the new key: up to 64 letters, digits, '.', '_' and '-'.")
  private String name = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "aes-256-gcm",
      description =
          "Its kind: aes-256-gcm, for kek.provider=local, or x25519-ml-kem-768, for kek.hybrid"
              + " (default: ${DEFAULT-VALUE}).")
  private String kind = "";

  @Option(names = "--add", description = "Add it to a file that is there.")
  private boolean adds;

  @Option(
      names = "--primary",
      description = "With --add: wrap with this key from now on, where kek.id names none.")
  private boolean primary;

  @Override
  public Integer call() {
    Path path = Objects.requireNonNull(file);
    try {
      KeysetKey key = KeysetKind.parse(kind).generate(name, new SecureRandom());
      KeysetFile target = new KeysetFile(path);
      if (adds) {
        target.replace(with(target.read(), key));
      } else {
        target.create(new Keyset(name, List.of(key)));
      }
    } catch (FileAlreadyExistsException e) {
      throw new ToolException(path + " is there already. Add a key to it with --add", e);
    } catch (IOException e) {
      throw new ToolException(path + " cannot be written: " + e.getMessage(), e);
    } catch (IllegalArgumentException | KeyProviderException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("%s has the %s key %s".formatted(path, kind, name));
    out.flush();
    return ExitStatus.OK.code();
  }

  private Keyset with(Keyset keyset, KeysetKey key) {
    List<KeysetKey> keys = new ArrayList<>(keyset.keys());
    keys.add(key);
    return new Keyset(primary ? name : keyset.primary(), keys);
  }
}
