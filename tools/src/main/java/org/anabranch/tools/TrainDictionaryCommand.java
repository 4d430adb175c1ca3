package org.anabranch.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.anabranch.converters.json.DictionaryTraining;
import org.anabranch.converters.json.TrainedDictionary;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.dictionary.ByteSize;
import org.anabranch.tools.dictionary.DictionaryFile;
import org.anabranch.tools.dictionary.SampleValues;
import org.anabranch.tools.dictionary.Trial;
import org.anabranch.tools.kafka.KafkaOptions;
import org.anabranch.tools.kafka.TopicReader;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anabranch train-dictionary}: docs/converters-json.md. */
@Command(
    name = "train-dictionary",
    description =
        "Trains a dictionary for JsonContextConverter on a topic's newest records, and says how much"
            + " shorter it makes records that it was not trained on. Reads only; prints no value.",
    footer = {
      "",
      "The file holds pieces of the records, in clear. It is made for its owner's eyes alone: keep it"
          + " as you keep the records, and do not train on records that not every reader of the"
          + " dictionary may see.",
      "",
      "Exit status: 0 done, 2 error."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class TrainDictionaryCommand implements Callable<Integer> {

  /** Every fifth record is kept back, and the dictionary is tried on it. */
  private static final int KEPT_BACK = 5;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--topic",
      required = true,
      paramLabel = "TOPIC",
      description =
          "A topic whose values are JSON, compressed or plain. May be repeated; each gives an equal"
              + " share of the records.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--id",
      required = true,
      paramLabel = "N",
      description =
          "The new dictionary's id, higher than the ones before, so that converters write with it."
              + " An id is never used again. Below 256, records are the shortest.")
  private long id;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The dictionary, with a name that ends in .dict. It must not be there yet.")
  private @Nullable Path output;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "16KiB",
      description =
          "How long it becomes at most, in bytes, KiB or MiB (default: ${DEFAULT-VALUE}). More than"
              + " 100KiB seldom pays.")
  private String size = "";

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many records to read (default: ${DEFAULT-VALUE}), 64 MiB of them at most.")
  private int samples;

  @Option(
      names = "--level",
      paramLabel = "N",
      defaultValue = "3",
      description = "compression.level, for the trial (default: ${DEFAULT-VALUE}).")
  private int level;

  @Option(
      names = "--dictionaries",
      paramLabel = "PATH",
      description =
          "dictionary.path of the readers, where values are compressed with dictionaries.")
  private @Nullable Path dictionaries;

  @Override
  public Integer call() {
    int bytesMax = ByteSize.parse("--size", size);
    Path file = Objects.requireNonNull(output);
    if (!file.toString().endsWith(".dict")) {
      throw new ToolException("--output is to end in .dict: converters read no other files");
    }
    if (id < 1 || id > TrainedDictionary.ID_MAX) {
      throw new ToolException("--id is to be from 1 to " + TrainedDictionary.ID_MAX);
    }
    List<byte[]> trainedOn = new ArrayList<>();
    List<byte[]> keptBack = new ArrayList<>();
    for (byte[] value : values()) {
      boolean kept = (trainedOn.size() + keptBack.size() + 1) % KEPT_BACK == 0;
      (kept ? keptBack : trainedOn).add(value);
    }
    TrainedDictionary dictionary = trained(trainedOn, bytesMax);
    Trial trial = trial(keptBack, dictionary);
    write(dictionary, file);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(
        "trained on %d records, tried on %d others of %d bytes on average"
            .formatted(trainedOn.size(), keptBack.size(), trial.bytesAverage()));
    trial.lines().forEach(out::println);
    out.println("%s has dictionary %d, %d bytes".formatted(file, id, dictionary.length()));
    out.println(
        "It holds pieces of these records, in clear: keep it as you keep them, and give it to readers"
            + " before writers");
    out.flush();
    return ExitStatus.OK.code();
  }

  private List<byte[]> values() {
    try (TopicReader reader = kafka.open();
        SampleValues values = SampleValues.open(reader, dictionaries)) {
      for (String topic : topics) {
        values.addNewest(topic, samples / topics.size());
      }
      return values.all();
    }
  }

  private TrainedDictionary trained(List<byte[]> values, int bytesMax) {
    try {
      return DictionaryTraining.train(values, bytesMax, id);
    } catch (IllegalArgumentException e) {
      throw new ToolException(
          e.getMessage()
              + ". Every fifth record is kept back to try it on. Give more topics or --samples, or a"
              + " smaller --size",
          e);
    }
  }

  private Trial trial(List<byte[]> values, TrainedDictionary dictionary) {
    try {
      return Trial.of(values, dictionary, level);
    } catch (ConfigException e) {
      throw new ToolException("--level: " + e.getMessage(), e);
    }
  }

  private static void write(TrainedDictionary dictionary, Path file) {
    try {
      DictionaryFile.create(file, dictionary);
    } catch (FileAlreadyExistsException e) {
      throw new ToolException(file + " is there already, and is kept", e);
    } catch (IOException e) {
      throw new ToolException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
