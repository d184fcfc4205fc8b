namespace Tracking.Core.Events;

/// <summary>Whose side a reason lies on, and so who must act.</summary>
public enum Party { Carrier, Seller, Recipient, Customs, Weather, Security }
