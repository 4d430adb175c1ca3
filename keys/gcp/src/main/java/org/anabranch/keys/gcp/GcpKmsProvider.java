package org.anabranch.keys.gcp;

import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.KeyWrapperProvider;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Google Cloud KMS, by Google's own client of its REST interface. */
public final class GcpKmsProvider implements KeyWrapperProvider {

  @Override
  public String name() {
    return "gcp-kms";
  }

  @Override
  public ConfigDef define(ConfigDef options) {
    return GcpOptions.define(options);
  }

  @Override
  public KeyWrapper open(String keyId, Map<String, ?> configuration) {
    GcpKey key =
        GcpKey.parse(keyId)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "kek.id",
                        keyId,
                        "With kek.provider=gcp-kms it has to be a key's resource name:"
                            + " projects/P/locations/L/keyRings/R/cryptoKeys/K"));
    return new GcpKms(key, new GcpClient(GcpOptions.of(configuration)));
  }
}
