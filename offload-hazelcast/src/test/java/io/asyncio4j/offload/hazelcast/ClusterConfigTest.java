package io.asyncio4j.offload.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Who can reach a member, and what it tells others, in Hazelcast's words. */
class ClusterConfigTest {

    @Test
    void byDefault_nobodyButThisMachineReachesAMember_andNobodyIsLookedForOrToldAnything() {
        var config = new ClusterConfig().toHazelcast();
        var network = config.getNetworkConfig();
        assertThat(network.getInterfaces().isEnabled()).isTrue();
        assertThat(network.getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
        assertThat(network.getJoin().getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(network.getJoin().getTcpIpConfig().getMembers()).containsExactly("127.0.0.1");
        assertThat(config.getJetConfig().isResourceUploadEnabled()).isFalse();
        assertThat(config.getAdvancedNetworkConfig().isEnabled()).isFalse();
    }

    @Test
    void whatIsSaid_isWhatItBecomes() {
        var config = new ClusterConfig().name("shop").listenOn("10.0.0.2").port(6000)
                .members("10.0.0.1", "10.0.0.2:6001").worker(false).threads(3).toHazelcast();
        assertThat(config.getClusterName()).isEqualTo("shop");
        assertThat(config.getNetworkConfig().getPort()).isEqualTo(6000);
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("10.0.0.2");
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
                .containsExactly("10.0.0.1", "10.0.0.2:6001");
        assertThat(config.getMemberAttributeConfig().getAttribute(ClusterConfig.WORKER)).isEqualTo("false");
        assertThat(config.getExecutorConfig(ClusterConfig.CALLS).getPoolSize()).isEqualTo(3);
        assertThat(config.getSerializationConfig().getJavaSerializationFilterConfig().getWhitelist()
                .getPackages())
                .as("of the engine's own bytes, only these become objects of Java's serialisation")
                .containsExactly("io.asyncio4j.offload.hazelcast.internal");
    }

    @Test
    void whatMakesNoSense_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ClusterConfig().threads(0))
                .withMessageContaining("1 thread or more, not 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new ClusterConfig().trust("maxdepth=many"));
    }
}
