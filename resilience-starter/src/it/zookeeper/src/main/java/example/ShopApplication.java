package example;

import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

@SpringBootApplication(proxyBeanMethods = false)
public class ShopApplication {

	public static void main(String[] args) {
		SpringApplication.run(ShopApplication.class, args);
	}

	@Bean(initMethod = "start")
	CuratorFramework zooKeeper(@Value("${zookeeper.address}") String address) {
		return CuratorFrameworkFactory.newClient(address, 5000, 1000, new RetryOneTime(100));
	}

	@Bean(initMethod = "start")
	ServiceDiscovery<Void> services(CuratorFramework zooKeeper) {
		return ServiceDiscoveryBuilder.builder(Void.class).client(zooKeeper).basePath("/services").build();
	}

	@Bean
	ZooKeeperDiscoveryClient zooKeeperDiscoveryClient(ServiceDiscovery<Void> services) {
		return new ZooKeeperDiscoveryClient(services);
	}

	@Bean
	@LoadBalanced
	RestClient.Builder loadBalancedBuilder(RestClientBuilderConfigurer configurer) {
		return configurer.configure(RestClient.builder());
	}

}
