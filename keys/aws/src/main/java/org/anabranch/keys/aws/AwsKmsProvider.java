package org.anabranch.keys.aws;

import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.KeyWrapperProvider;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** AWS KMS, by Amazon's own SDK. */
public final class AwsKmsProvider implements KeyWrapperProvider {

  @Override
  public String name() {
    return "aws-kms";
  }

  @Override
  public ConfigDef define(ConfigDef options) {
    return AwsOptions.define(options);
  }

  @Override
  public KeyWrapper open(String keyId, Map<String, ?> configuration) {
    AwsKey key =
        AwsKey.parse(keyId)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "kek.id",
                        keyId,
                        "With kek.provider=aws-kms it has to be a key's ARN, an alias' ARN, a key id"
                            + " or alias/NAME"));
    AwsOptions options = AwsOptions.of(configuration);
    return new AwsKms(key, new AwsClients(options, options.homeRegion(key)));
  }
}
