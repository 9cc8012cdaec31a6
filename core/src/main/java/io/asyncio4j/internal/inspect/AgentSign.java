package io.asyncio4j.internal.inspect;

import java.net.MalformedURLException;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerProvider;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * Notices that an agent for management tools starts in this JVM: JMX asks each provider on the class path or module path
 * for the agent's server, and this one has none, but shows the loops. So nobody has to look for such tools again and again
 * while all loops are idle.
 */
public final class AgentSign implements JMXConnectorServerProvider {

    /** For the service loader. */
    public AgentSign() {}

    @Override
    public JMXConnectorServer newJMXConnectorServer(JMXServiceURL url, Map<String, ?> environment,
            @Nullable MBeanServer server) throws MalformedURLException {
        LoopBeans.showIfManaged();
        throw new MalformedURLException("not meant for asyncio4j: " + url); // the next provider is asked
    }
}
